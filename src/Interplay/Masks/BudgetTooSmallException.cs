namespace Interplay.Masks;

/// <summary>The budget cannot carry what was asked. Nothing quieter is done instead.</summary>
public sealed class BudgetTooSmallException(int found, int least, string reason)
    : InterplayException(
        ErrorKind.Budget,
        "budget-too-small",
        $"A budget of {found} ablations is too small: {reason}. The least workable budget is {least}."
    )
{
    /// <summary>The budget that was asked for.</summary>
    public int Found { get; } = found;

    /// <summary>The least budget that works for the same request.</summary>
    public int Least { get; } = least;
}
