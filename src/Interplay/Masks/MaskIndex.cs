namespace Interplay.Masks;

/// <summary>Finds masks by their bits, so that none is ever asked for twice. Expected O(1) a look-up; keeps one copy of each distinct mask.</summary>
public sealed class MaskIndex
{
    private readonly int _width;
    private ulong[] _words;
    private int[] _slots;

    /// <summary>Starts an empty index of masks over <paramref name="partCount"/> parts.</summary>
    public MaskIndex(int partCount, int capacity = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partCount);
        PartCount = partCount;
        _width = Mask.WordCount(partCount);
        _words = new ulong[_width * Math.Max(capacity, 16)];
        _slots = new int[Slots(Math.Max(capacity, 16))];
    }

    /// <summary>Number of parts.</summary>
    public int PartCount { get; }

    /// <summary>Number of distinct masks.</summary>
    public int Count { get; private set; }

    /// <summary>An index over the rows of <paramref name="masks"/>; a repeated row keeps its first number among the distinct ones.</summary>
    public static MaskIndex Over(MaskMatrix masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        var index = new MaskIndex(masks.PartCount, masks.RowCount);
        for (int row = 0; row < masks.RowCount; row++)
        {
            index.Add(masks.Row(row));
        }

        return index;
    }

    /// <summary>The number of the mask among the distinct ones in the order they were added, or -1.</summary>
    public int Find(ReadOnlySpan<ulong> mask) => _slots[Probe(mask)] - 1;

    /// <summary>Adds a mask if it is new and returns its number.</summary>
    public int Add(ReadOnlySpan<ulong> mask) => Add(mask, out _);

    /// <summary>Adds a mask if it is new, says whether it was, and returns its number.</summary>
    public int Add(ReadOnlySpan<ulong> mask, out bool isNew)
    {
        int slot = Probe(mask);
        isNew = _slots[slot] == 0;
        if (!isNew)
        {
            return _slots[slot] - 1;
        }

        if ((Count + 1) * _width > _words.Length)
        {
            Array.Resize(ref _words, checked(_words.Length * 2));
        }

        mask.CopyTo(_words.AsSpan(Count * _width));
        _slots[slot] = ++Count;
        if (Count * 2 > _slots.Length)
        {
            Rehash();
        }

        return Count - 1;
    }

    /// <summary>The distinct masks in the order they were added.</summary>
    public MaskMatrix ToMatrix() =>
        MaskMatrix.Create(
            Count,
            PartCount,
            (row, words) => _words.AsSpan(row * _width, _width).CopyTo(words)
        );

    private static int Slots(int capacity) =>
        (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity * 2 + 1);

    private int Probe(ReadOnlySpan<ulong> mask)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(mask.Length, _width, nameof(mask));
        int slot = (int)(StableHash.Of(mask) & (ulong)(_slots.Length - 1));
        while (
            _slots[slot] != 0
            && !_words.AsSpan((_slots[slot] - 1) * _width, _width).SequenceEqual(mask)
        )
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        for (int i = 0; i < Count; i++)
        {
            _slots[Probe(_words.AsSpan(i * _width, _width))] = i + 1;
        }
    }
}
