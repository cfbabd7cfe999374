namespace Interplay.ValueFunctions.Tables;

/// <summary>What a row of an ablation table is for.</summary>
public enum TableSplit
{
    /// <summary>Learned from.</summary>
    Train,

    /// <summary>Held out: scores the result, never trains.</summary>
    Test,
}
