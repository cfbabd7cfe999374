using System.Globalization;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery.WalshBayes.Spikes;

namespace Interplay.Recovery.WalshBayes;

/// <summary>
/// WalshBayes alone: a Gaussian process whose kernel gives every set of parts a prior variance by the relevance of its parts, fitted by its
/// evidence, plus spikes for strong terms without a lower-order trace (docs/math.md). The largest posterior means are the spectrum and the
/// posterior deviations its standard errors. Outputs share masks and relevances. O(B^3) for B masks up to 12,000 and O(B^2) beyond, at most <see cref="MostMasks"/>.
/// </summary>
public sealed class WalshBayesMethod : IRecoveryMethod
{
    /// <summary>Most masks that are learned from: the kernel matrix has their square in entries, 6.4 GB at this many.</summary>
    public const int MostMasks = 40_000;

    private const int MostTerms = 1000;
    private const int LeastMasks = 4;

    /// <inheritdoc/>
    public string Name => "walshbayes";

    /// <inheritdoc/>
    public bool ReadsAnyMasks => true;

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request) =>
        UniformPlan.Of(request, Name, LeastMasks, "a kernel needs a few masks to be fitted to");

    /// <inheritdoc/>
    /// <exception cref="InterplayException">More than <see cref="MostMasks"/> masks (<c>too-many-masks</c>).</exception>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        var outputs = new PerOutput(plan, values);
        RequireAffordable(plan.Masks.RowCount, MostMasks, "WalshBayes");
        OutputWork[] varying = outputs.Varying;
        int maxOrder = plan.Request.MaxOrder ?? int.MaxValue;
        using WalshBayesFit? fit =
            varying.Length == 0
                ? null
                : WalshBayesFit.Run(
                    plan.Masks,
                    [.. varying.Select(static output => output.Standardised.Single())],
                    new WalshBayesSettings
                    {
                        Ordered = plan.Request.PartsAreOrdered,
                        MaxOrder = Math.Min(SpikeSearch.MostOrder, maxOrder),
                    },
                    WalshBayesFolds.RowOrder(plan.Masks.RowCount, plan.Request.Seed),
                    cancellationToken
                );
        return outputs.Recover(
            Name,
            (output, _) =>
            {
                if (output.IsConstant)
                {
                    return output.Standardised.ConstantRecovery(plan.PartCount);
                }

                OutputModel model = fit!.Outputs[Array.IndexOf(varying, output)];
                output.Notes.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"noise {model.Posterior.Prior.Noise:0.###} of the variance, {model.Spikes.Count} spikes."
                    )
                );
                return Read(model, output.Standardised, plan.PartCount, maxOrder);
            },
            progress,
            cancellationToken
        );
    }

    /// <summary>Refuses more masks than a kernel matrix can hold.</summary>
    internal static void RequireAffordable(int masks, int most, string method)
    {
        if (masks > most)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "too-many-masks",
                $"{method} learns from at most {most} masks; found {masks}. SPEX and ProxySPEX take more."
            );
        }
    }

    private static OutputRecovery Read(
        OutputModel model,
        StandardisedValues values,
        int partCount,
        int maxOrder
    )
    {
        List<(PartSet Parts, double Mean)> terms = model.Terms(MostTerms, maxOrder);
        double[] errors = model.Deviations([.. terms.Select(static term => term.Parts)]);
        return new OutputRecovery
        {
            Spectrum = new Spectrum(
                partCount,
                terms.Select(
                    (term, i) =>
                        new SpectrumTerm(
                            term.Parts,
                            (term.Parts.Order == 0 ? values.Mean : 0)
                                + term.Mean * values.Deviation,
                            errors[i] * values.Deviation
                        )
                )
            ),
        };
    }
}
