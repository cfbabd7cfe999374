namespace Interplay.Reports;

/// <summary>Reads a stream up to a limit.</summary>
internal static class JsonBytes
{
    public static ReadOnlyMemory<byte> ReadAll(Stream source, int limit, string errorName) =>
        WholeFile.ReadAll(source, limit, () => TooLarge(limit, errorName));

    public static InterplayException TooLarge(int limit, string errorName) =>
        new(ErrorKind.Data, errorName, $"The file has more than {limit} bytes.");
}
