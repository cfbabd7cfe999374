namespace Interplay.Reports;

/// <summary>Reads a stream up to a limit.</summary>
internal static class JsonBytes
{
    public static ReadOnlyMemory<byte> ReadAll(Stream source, int limit, string errorName)
    {
        using var buffer = new MemoryStream();
        byte[] block = new byte[1 << 16];
        int read;
        while ((read = source.Read(block)) > 0)
        {
            if (buffer.Length + read > limit)
            {
                throw TooLarge(limit, errorName);
            }

            buffer.Write(block, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    public static InterplayException TooLarge(int limit, string errorName) =>
        new(ErrorKind.Data, errorName, $"The file has more than {limit} bytes.");
}
