using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Optimisation;

/// <summary>
/// What pruning is compared with: the parts are removed by their single effects, as if there were no interactions. The effect of part i is the
/// mean over uniform masks of f(i kept) - f(i removed), which is -2 F({i}), its Banzhaf value. Equal effects go by the number of the part.
/// </summary>
public static class PruningBaseline
{
    /// <summary>
    /// Removes the parts whose keeping adds least, harmful ones first: the best mask of the terms of order 1, so the strongest choice that
    /// ignores interactions.
    /// </summary>
    /// <param name="spectrum">The function.</param>
    /// <param name="removed">How many parts are removed, 0 to all.</param>
    /// <exception cref="InterplayException">Fewer than 0 or more than all (<c>optimisation-infeasible</c>).</exception>
    public static Mask RemovingLeastUseful(Spectrum spectrum, int removed) =>
        Removing(spectrum, removed, static effect => effect);

    /// <summary>Removes the parts whose effects are smallest in magnitude, those that change the output least either way.</summary>
    /// <param name="spectrum">The function.</param>
    /// <param name="removed">How many parts are removed, 0 to all.</param>
    /// <exception cref="InterplayException">Fewer than 0 or more than all (<c>optimisation-infeasible</c>).</exception>
    public static Mask RemovingWeakest(Spectrum spectrum, int removed) =>
        Removing(spectrum, removed, Math.Abs);

    private static Mask Removing(Spectrum spectrum, int removed, Func<double, double> rank)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        GoalCheck.Removed(spectrum.PartCount, removed);
        int[] kept =
        [
            .. Enumerable
                .Range(0, spectrum.PartCount)
                .OrderBy(part => rank(-2 * spectrum[PartSet.Of(part)]))
                .Skip(removed),
        ];
        return Mask.Keeping(spectrum.PartCount, kept);
    }
}
