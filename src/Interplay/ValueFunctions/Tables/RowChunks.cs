namespace Interplay.ValueFunctions.Tables;

/// <summary>
/// Rows of one width whose number is not known yet. They live in chunks that never move, so that growing needs no second copy of everything, as a
/// list that doubles does.
/// </summary>
/// <param name="width">Elements of a row; may be 0.</param>
internal sealed class RowChunks<T>(int width)
    where T : struct
{
    /// <summary>Most elements of a chunk: 4 MiB of words.</summary>
    private const int MostElements = 1 << 19;

    /// <summary>Rows of the first chunk; later ones hold as many as there are already.</summary>
    private const int FirstRows = 16;

    private readonly List<T[]> _chunks = [];
    private int _free;

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>A new row, zeroed.</summary>
    public Span<T> Add()
    {
        if (_free == 0)
        {
            _free = Math.Clamp(
                Count,
                FirstRows,
                Math.Max(FirstRows, MostElements / Math.Max(width, 1))
            );
            _chunks.Add(new T[checked(_free * width)]);
        }

        T[] chunk = _chunks[^1];
        Span<T> row = chunk.AsSpan(chunk.Length - _free * width, width);
        _free--;
        Count++;
        return row;
    }

    /// <summary>All rows one after another. The chunks are let go one by one; nothing can be added afterwards.</summary>
    public T[] ToArray()
    {
        var all = GC.AllocateUninitializedArray<T>(checked(Count * width));
        int start = 0;
        for (int number = 0; number < _chunks.Count; number++)
        {
            int length = Math.Min(_chunks[number].Length, all.Length - start);
            _chunks[number].AsSpan(0, length).CopyTo(all.AsSpan(start));
            start += length;
            _chunks[number] = [];
        }

        return all;
    }
}
