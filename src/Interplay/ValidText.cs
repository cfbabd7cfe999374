using System.Globalization;
using System.Text;

namespace Interplay;

/// <summary>
/// Text of outside: UTF-8, or UTF-16 that says so in its first two bytes. What is no text is an error, where the readers of the runtime put U+FFFD in its
/// place and go on.
/// </summary>
public sealed class ValidText : TextReader
{
    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> LittleEndianMark => [0xFF, 0xFE];

    private static ReadOnlySpan<byte> BigEndianMark => [0xFE, 0xFF];

    private readonly Stream _source;
    private readonly string _name;
    private readonly byte[] _bytes = new byte[1 << 16];
    private readonly char[] _characters = new char[(1 << 16) + 2];
    private Decoder? _decoder;
    private long _place;
    private int _next;
    private int _count;
    private bool _isEnded;

    /// <summary>Reads a stream; it is closed with this reader.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="name">What an error calls it, such as its path.</param>
    public ValidText(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        (_source, _name) = (source, name);
    }

    /// <inheritdoc/>
    public override int Peek() => HasMore() ? _characters[_next] : -1;

    /// <inheritdoc/>
    public override int Read() => HasMore() ? _characters[_next++] : -1;

    /// <inheritdoc/>
    /// <exception cref="InterplayException"><c>text-malformed</c>: bytes that are no character.</exception>
    public override int Read(Span<char> buffer)
    {
        if (buffer.IsEmpty || !HasMore())
        {
            return 0;
        }

        int given = Math.Min(_count - _next, buffer.Length);
        _characters.AsSpan(_next, given).CopyTo(buffer);
        _next += given;
        return given;
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count) =>
        Read(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override int ReadBlock(Span<char> buffer)
    {
        int read = 0;
        while (read < buffer.Length && Read(buffer[read..]) is > 0 and int given)
        {
            read += given;
        }

        return read;
    }

    /// <inheritdoc/>
    public override string ReadToEnd()
    {
        var text = new StringBuilder();
        while (HasMore())
        {
            text.Append(_characters, _next, _count - _next);
            _next = _count;
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool HasMore()
    {
        while (_next == _count && !_isEnded)
        {
            Fill();
        }

        return _next < _count;
    }

    private void Fill()
    {
        int read;
        int start = 0;
        if (_decoder is null)
        {
            read = _source.ReadAtLeast(_bytes, 3, throwOnEndOfStream: false);
            (Encoding encoding, start) = EncodingOf(_bytes.AsSpan(0, read));
            _decoder = encoding.GetDecoder();
        }
        else
        {
            read = _source.Read(_bytes);
        }

        _isEnded = read == 0;
        try
        {
            _count = _decoder.GetChars(_bytes.AsSpan(start, read - start), _characters, _isEnded);
            _next = 0;
            _place += read;
        }
        catch (DecoderFallbackException exception)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "text-malformed",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{_name}' is no text: {Found(exception)} at byte {Math.Max(0, _place + start + exception.Index)} is no character. UTF-8 is read, and UTF-16 that begins with its byte order mark."
                ),
                exception
            );
        }
    }

    private static string Found(DecoderFallbackException exception) =>
        exception.BytesUnknown is { Length: > 0 } bytes
            ? $"{string.Join(' ', bytes.Select(static x => x.ToString("X2", CultureInfo.InvariantCulture)))}"
            : "what stands";

    private static (Encoding Encoding, int Start) EncodingOf(ReadOnlySpan<byte> start) =>
        start.StartsWith(Utf8Mark) ? (Utf8(), 3)
        : start.StartsWith(LittleEndianMark)
            ? (new UnicodeEncoding(bigEndian: false, byteOrderMark: false, true), 2)
        : start.StartsWith(BigEndianMark)
            ? (new UnicodeEncoding(bigEndian: true, byteOrderMark: false, true), 2)
        : (Utf8(), 0);

    private static UTF8Encoding Utf8() =>
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
