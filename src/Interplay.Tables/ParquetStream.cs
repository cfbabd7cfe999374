namespace Interplay.Tables;

/// <summary>
/// A file as the reader of Parquet sees it. Where a damaged file sends it beyond the end it would read nothing for ever: that is an error here, and so is
/// the wish to stop.
/// </summary>
/// <param name="file">The file: a stream that can seek.</param>
/// <param name="cancellationToken">Stops the reading.</param>
internal sealed class ParquetStream(Stream file, CancellationToken cancellationToken) : Stream
{
    /// <summary>Reads of nothing one after another, beyond which nothing will come.</summary>
    private const int MostEmptyReads = 64;

    private int _emptyReads;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => Checked(buffer.Length, file.Read(buffer));

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    ) => Checked(buffer.Length, await file.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int ReadByte()
    {
        int found = file.ReadByte();
        Checked(1, found < 0 ? 0 : 1);
        return found;
    }

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    private int Checked(int wanted, int read)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _emptyReads = wanted > 0 && read == 0 ? _emptyReads + 1 : 0;
        return _emptyReads <= MostEmptyReads
            ? read
            : throw new EndOfStreamException("it goes on beyond its end");
    }
}
