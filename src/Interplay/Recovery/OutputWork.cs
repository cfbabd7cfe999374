namespace Interplay.Recovery;

/// <summary>One output of a recovery: its values, and what the method has to say of it.</summary>
/// <param name="number">Its place among the outputs.</param>
/// <param name="raw">Its values, one a mask.</param>
internal sealed class OutputWork(int number, double[] raw)
{
    private StandardisedValues? _standardised;

    public int Number => number;

    /// <summary>The values as they are.</summary>
    public double[] Raw => raw;

    /// <summary>The values, centred and of unit variance.</summary>
    public StandardisedValues Standardised => _standardised ??= StandardisedValues.Of(raw);

    /// <summary>Whether every value is the same to working precision.</summary>
    public bool IsConstant => Standardised.Deviation == 0;

    /// <summary>What the method did, one sentence each.</summary>
    public List<string> Notes { get; } = [];
}
