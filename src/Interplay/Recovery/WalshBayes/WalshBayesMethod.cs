using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Recovery.WalshBayes;

/// <summary>WalshBayes.</summary>
public sealed class WalshBayesMethod : IRecoveryMethod
{
    /// <inheritdoc/>
    public string Name => "walshbayes";

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request) =>
        UniformPlan.Of(request, Name, 4, "a kernel needs a few masks to be fitted to");

    /// <inheritdoc/>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        int outputs = OutputValues.Count(plan.Masks, values);
        StandardisedValues[] standard =
        [
            .. Enumerable.Range(0, outputs).Select(StandardisedValues.Of(values, outputs)),
        ];
        float[][] y = [.. standard.Select(static values => values.Single())];
        var notes = new List<string>();
        int maxOrder = plan.Request.MaxOrder ?? int.MaxValue;
        var settings = new WalshBayesSettings { MaxOrder = Math.Min(5, maxOrder) };
        using WalshBayesFit fit = WalshBayesFit.Run(
            plan.Masks,
            y,
            settings,
            plan.Request.Seed,
            cancellationToken
        );
        var results = new OutputRecovery[outputs];
        for (int output = 0; output < outputs; output++)
        {
            (double mean, double deviation) = (standard[output].Mean, standard[output].Deviation);
            OutputModel model = fit.Outputs[output];
            List<(PartSet Parts, double Mean)> terms = model.Terms(1000, maxOrder);
            double[] errors = model.Deviations([.. terms.Select(static term => term.Parts)]);
            results[output] = new OutputRecovery
            {
                Spectrum = new Spectrum(
                    plan.PartCount,
                    terms.Select(
                        (term, i) =>
                            new SpectrumTerm(
                                term.Parts,
                                (term.Parts.Order == 0 ? mean : 0) + term.Mean * deviation,
                                errors[i] * deviation
                            )
                    )
                ),
            };
            notes.Add($"{model.Spikes.Count} spikes.");
        }

        return new RecoveryResult
        {
            Method = Name,
            Outputs = results,
            Notes = notes,
        };
    }
}
