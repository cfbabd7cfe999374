namespace Interplay.Lenses;

/// <summary>One part of an input.</summary>
/// <param name="Index">Its number: the bit of the mask, from 0.</param>
/// <param name="Text">What people read for it; for a text, exactly the characters it covers.</param>
/// <param name="Start">Where it begins in the input: for a text, in UTF-16 units from 0.</param>
/// <param name="Length">How much of the input it covers, in the unit of <paramref name="Start"/>; at least 1.</param>
public sealed record Part(int Index, string Text, int Start, int Length);
