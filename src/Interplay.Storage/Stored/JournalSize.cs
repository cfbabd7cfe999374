namespace Interplay.Storage.Stored;

/// <summary>What vacuuming a journal gave back.</summary>
/// <param name="Before">Bytes before.</param>
/// <param name="After">Bytes after.</param>
public readonly record struct JournalSize(long Before, long After);
