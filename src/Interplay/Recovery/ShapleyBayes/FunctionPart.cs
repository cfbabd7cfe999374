namespace Interplay.Recovery.ShapleyBayes;

/// <summary>
/// What of a function of masks is learned. Every function is the sum of its odd part, (f(m) - f(not m)) / 2, and its even part, (f(m) + f(not m)) / 2.
/// </summary>
internal enum FunctionPart
{
    /// <summary>The function itself.</summary>
    Whole,

    /// <summary>What changes its sign when all parts are exchanged, kept ones for left-out ones.</summary>
    Odd,

    /// <summary>What stays the same.</summary>
    Even,
}
