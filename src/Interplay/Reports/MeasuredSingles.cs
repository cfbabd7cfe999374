namespace Interplay.Reports;

/// <summary>What the value function itself gave with single parts left out and with single parts kept, in the unit of the output: asked, not predicted.</summary>
/// <param name="Without">With all parts but one, for each part in order; null where that was not asked.</param>
/// <param name="Alone">With one part only, for each part in order; null where that was not asked.</param>
public sealed record MeasuredSingles(IReadOnlyList<double?> Without, IReadOnlyList<double?> Alone)
{
    /// <summary>Part numbers, those first whose loss changes the whole input most; parts that were not asked are left out.</summary>
    /// <param name="whole">The value with all parts.</param>
    public IReadOnlyList<int> ByLoss(double whole) =>
        [
            .. Enumerable
                .Range(0, Without.Count)
                .Where(part => Without[part] is not null)
                .OrderByDescending(part => Math.Abs(whole - Without[part]!.Value))
                .ThenBy(static part => part),
        ];
}
