namespace Interplay.ValueFunctions.Games;

/// <summary>All 2^n values, entry at the integer whose bit i is part i.</summary>
internal sealed class TableGameFunction(double[] values) : IGameFunction
{
    public double Value(ReadOnlySpan<ulong> mask) => values[mask[0]];
}
