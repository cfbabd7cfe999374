namespace Interplay.Storage;

/// <summary>What an import brought.</summary>
/// <param name="Rows">Rows of the table that have values.</param>
/// <param name="New">Values among them that the journal did not have.</param>
public readonly record struct JournalImport(int Rows, int New)
{
    /// <summary>Rows among them that give another value of a mask that stands further up: the mask was asked more than once.</summary>
    public int Repeats { get; init; }

    /// <summary>Rows whose values contradict those in the journal, which stay.</summary>
    public int Contradictions { get; init; }

    /// <summary>The first of these in words: the mask, what the journal has and what the table has; null where there is none.</summary>
    public string? FirstContradiction { get; init; }
}
