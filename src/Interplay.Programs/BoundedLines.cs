using System.Text;

namespace Interplay.Programs;

/// <summary>Lines of UTF-8 that another program writes, none longer than a limit: a program that never ends its line would fill the memory.</summary>
/// <param name="source">What it writes.</param>
/// <param name="mostBytes">Longest line.</param>
/// <param name="faults">What its faults are called.</param>
internal sealed class BoundedLines(Stream source, int mostBytes, ProgramFaults faults)
{
    private static readonly UTF8Encoding Text = new(false, throwOnInvalidBytes: true);

    private byte[] _buffer = new byte[1 << 14];
    private int _start;
    private int _end;

    /// <summary>Whether more has been read than the lines that were given.</summary>
    public bool HasMore => _start < _end;

    /// <summary>The next line; null where the stream has ended.</summary>
    /// <exception cref="InterplayException">The line is too long, or no UTF-8.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        int scanned = 0;
        while (true)
        {
            int length = _buffer
                .AsSpan(_start + scanned, _end - _start - scanned)
                .IndexOf((byte)'\n');
            if (length >= 0)
            {
                length += scanned;
                string line = Decoded(_buffer.AsSpan(_start, length));
                _start += length + 1;
                return line;
            }

            scanned = _end - _start;
            if (scanned > mostBytes)
            {
                throw faults.Malformed(
                    $"The {faults.Noun} wrote a line of more than {mostBytes} bytes. Its answers are one JSON object a line."
                );
            }

            MakeRoom();
            int read = await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += read;
            if (read == 0)
            {
                string? rest = scanned == 0 ? null : Decoded(_buffer.AsSpan(_start, scanned));
                _start = _end;
                return rest;
            }
        }
    }

    private string Decoded(ReadOnlySpan<byte> line)
    {
        try
        {
            return Text.GetString(line.TrimEnd((byte)'\r'));
        }
        catch (DecoderFallbackException cause)
        {
            throw faults.Malformed(
                $"The {faults.Noun} wrote a line that is no UTF-8. Its answers are one JSON object a line.",
                cause
            );
        }
    }

    private void MakeRoom()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }
    }
}
