using System.IO.Compression;

namespace Interplay;

/// <summary>
/// What a gzip file unfolds to, or an error where the file is not whole: the runtime's own reader takes one that is cut off for one that ends there. A
/// member of our own is read after the last one of the file, and what it holds must come out at the very end.
/// </summary>
public sealed class WholeGzipStream : Stream
{
    private static readonly byte[] Mark = "interplay: whole"u8.ToArray();
    private static readonly byte[] MarkMember = Packed(Mark);

    private readonly GZipStream _unpacked;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isEnded;

    /// <summary>Reads a packed stream; it is closed with this one.</summary>
    /// <param name="packed">The gzip file, one member or several.</param>
    public WholeGzipStream(Stream packed)
    {
        ArgumentNullException.ThrowIfNull(packed);
        _unpacked = new GZipStream(new MarkedStream(packed), CompressionMode.Decompress);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is damaged, cut off, or goes on with something else.</exception>
    public override int Read(Span<byte> buffer)
    {
        // The last bytes are kept back: they may be the mark.
        while (!_isEnded && _end - _start <= Mark.Length)
        {
            Fill();
        }

        int given = Math.Min(_end - _start - (_isEnded ? 0 : Mark.Length), buffer.Length);
        _buffer.AsSpan(_start, given).CopyTo(buffer);
        _start += given;
        return given;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count));

    /// <summary>Reads on, to see whether the file is whole.</summary>
    /// <param name="mostBytes">How many bytes more, unpacked; a file that goes on beyond them is not judged.</param>
    /// <exception cref="InvalidDataException">The file is damaged, cut off, or goes on with something else.</exception>
    public void RequireWhole(long mostBytes)
    {
        while (mostBytes > 0 && !_isEnded)
        {
            mostBytes -= _end - _start;
            _start = _end - Math.Min(_end - _start, Mark.Length);
            Fill();
        }
    }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = _unpacked.Read(_buffer.AsSpan(_end));
        _end += read;
        if (read > 0)
        {
            return;
        }

        if (!_buffer.AsSpan(0, _end).EndsWith(Mark))
        {
            throw new InvalidDataException("it is cut off, or something else follows its end");
        }

        _end -= Mark.Length;
        _isEnded = true;
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>A stream, and the member that marks its end.</summary>
    private sealed class MarkedStream(Stream source) : Stream
    {
        private long _read;
        private int _marked;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int read = source.Read(buffer);
            _read += read;
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            if (_read == 0)
            {
                throw new InvalidDataException("it is empty");
            }

            int given = Math.Min(MarkMember.Length - _marked, buffer.Length);
            MarkMember.AsSpan(_marked, given).CopyTo(buffer);
            _marked += given;
            return given;
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                source.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
