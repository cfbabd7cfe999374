namespace Interplay.Lenses;

/// <summary>What can be removed from an input: a word, a sentence, a column, a training row, an attention head.</summary>
/// <param name="Index">Its number: the bit of the mask, from 0.</param>
/// <param name="Text">What people read for it; for a text, exactly the characters it covers.</param>
/// <param name="Start">Where its span begins in the input text, in UTF-16 units from 0; null for parts that are not text.</param>
/// <param name="Length">Length of its span in UTF-16 units, at least 1; null together with <paramref name="Start"/>.</param>
public sealed record Part(int Index, string Text, int? Start = null, int? Length = null)
{
    /// <summary>What it is called where its text is too long to quote: a document by its identity, as <c>[2]</c>, a message by its role; null for none. Names may repeat.</summary>
    public string? Name { get; init; }

    /// <summary>Where it is in a layered model, as an attention head is; null for parts of other inputs.</summary>
    public PartPlace? Place { get; init; }
}
