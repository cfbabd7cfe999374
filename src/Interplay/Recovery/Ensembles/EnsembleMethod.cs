using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Recovery.Ensembles;

/// <summary>
/// A function that is a known sum of trees: its spectrum is read from them (<see cref="EnsembleSpectrum"/>), and masks only check that the model that is asked
/// is the one that was read.
/// </summary>
/// <param name="spectra">The spectrum of each output.</param>
public sealed class EnsembleMethod(params IReadOnlyList<Spectrum> spectra) : IRecoveryMethod
{
    /// <inheritdoc/>
    public string Name => "ensemble";

    /// <inheritdoc/>
    public bool ReadsAnyMasks => true;

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request) =>
        UniformPlan.Of(request, Name, 2, "what all parts and none give is asked for");

    /// <inheritdoc/>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            spectra.Count,
            values.Length / plan.Masks.RowCount,
            nameof(values)
        );
        return new RecoveryResult
        {
            Method = Name,
            Outputs =
            [
                .. spectra.Select(static spectrum => new OutputRecovery
                {
                    Spectrum = spectrum,
                    IsExact = true,
                    ResidualDeviation = 0,
                }),
            ],
            Notes =
            [
                "Read from the trees of the model, and from no ablation: masks were asked for to check it.",
            ],
        };
    }
}
