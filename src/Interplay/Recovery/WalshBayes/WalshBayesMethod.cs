using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Recovery.WalshBayes;

/// <summary>WalshBayes.</summary>
public sealed class WalshBayesMethod : IRecoveryMethod
{
    private const ulong MaskStream = 1;
    private const ulong HeldOutStream = 2;
    private const ulong FitStream = 4;

    /// <inheritdoc/>
    public string Name => "walshbayes";

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validated();
        long all = request.PartCount < 31 ? 1L << request.PartCount : long.MaxValue;
        int budget = (int)Math.Min(request.Budget, all);
        var taken = new MaskIndex(request.PartCount, budget);
        return new MaskPlan
        {
            Method = Name,
            Design = new UniformDesign(),
            Request = request,
            Masks = UniformDesign.Draw(request.PartCount, budget - request.HeldOut, new SeededRandom(request.Seed, MaskStream), taken),
            HeldOut =
                request.HeldOut > 0
                    ? UniformDesign.Draw(request.PartCount, request.HeldOut, new SeededRandom(request.Seed, HeldOutStream), taken)
                    : null,
        };
    }

    /// <inheritdoc/>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        int outputs = OutputValues.Count(plan.Masks, values);
        var scales = new (double Mean, double Deviation)[outputs];
        var y = new float[outputs][];
        for (int output = 0; output < outputs; output++)
        {
            double[] column = OutputValues.Column(values, outputs, output);
            double mean = column.Average();
            double deviation = Math.Sqrt(column.Average(value => (value - mean) * (value - mean)));
            scales[output] = (mean, deviation);
            double unit = deviation > 0 ? deviation : 1;
            y[output] = [.. column.Select(value => (float)((value - mean) / unit))];
        }

        SmoothPrior prior = SmoothFit.Fit(plan.Masks, y, true, 1.5, new SeededRandom(plan.Request.Seed, FitStream), cancellationToken);
        using SmoothPosterior posterior = SmoothPosterior.Of(prior, plan.Masks, y);
        var results = new OutputRecovery[outputs];
        for (int output = 0; output < outputs; output++)
        {
            double[] a = posterior.Weights[output];
            (double mean, double deviation) = scales[output];
            var terms = SmoothReadOut.Largest(prior, plan.Masks, posterior.Z, a, 1000, plan.Request.MaxOrder ?? int.MaxValue);
            double constant = mean + deviation * (prior.Offset + prior.ExponentialBase()) * a.Sum();
            results[output] = new OutputRecovery
            {
                Spectrum = new Spectrum(
                    plan.PartCount,
                    [
                        new SpectrumTerm(PartSet.Empty, constant),
                        .. terms.Select(term => new SpectrumTerm(term.Parts, term.Mean * deviation)),
                    ]
                ),
            };
        }

        return new RecoveryResult { Method = Name, Outputs = results };
    }
}
