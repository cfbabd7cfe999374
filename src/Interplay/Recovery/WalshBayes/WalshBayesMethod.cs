using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.WalshBayes.Spikes;

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
            Masks = UniformDesign.Draw(
                request.PartCount,
                budget - request.HeldOut,
                new SeededRandom(request.Seed, MaskStream),
                taken
            ),
            HeldOut =
                request.HeldOut > 0
                    ? UniformDesign.Draw(
                        request.PartCount,
                        request.HeldOut,
                        new SeededRandom(request.Seed, HeldOutStream),
                        taken
                    )
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

        var notes = new List<string>();
        SmoothPrior prior = SmoothFit.Fit(
            plan.Masks,
            y,
            true,
            1.5,
            new SeededRandom(plan.Request.Seed, FitStream),
            cancellationToken
        );
        using SmoothPosterior posterior = SmoothPosterior.Of(prior, plan.Masks, y);
        int maxOrder = plan.Request.MaxOrder ?? 5;
        var results = new OutputRecovery[outputs];
        for (int output = 0; output < outputs; output++)
        {
            (double mean, double deviation) = scales[output];
            SmoothPosterior current = posterior;
            SmoothPrior currentPrior = prior;
            SpikeSet spikes = new SpikeSearch(current, maxOrder).Run(
                current.Weights[output],
                cancellationToken
            );
            for (int again = 0; again < 3 && spikes.Count > 0; again++)
            {
                int before = spikes.Count;
                SmoothPrior refit = SmoothFit.Refit(
                    currentPrior,
                    plan.Masks,
                    y[output],
                    1.5,
                    [.. spikes.Variances.Select(s => (s.Character, s.Variance))],
                    new SeededRandom(plan.Request.Seed, FitStream + 1),
                    cancellationToken
                );
                SmoothPosterior next = SmoothPosterior.Of(refit, plan.Masks, [y[output]]);
                SpikeSet found = new SpikeSearch(next, maxOrder).Run(
                    next.Weights[0],
                    cancellationToken
                );
                if (!ReferenceEquals(current, posterior))
                {
                    current.Dispose();
                }
                (current, currentPrior, spikes) = (next, refit, found);
                if (found.Count <= before)
                {
                    break;
                }
            }

            double[] a = spikes.Weights;
            var terms = SmoothReadOut
                .Largest(
                    currentPrior,
                    plan.Masks,
                    current.Z,
                    a,
                    2000,
                    plan.Request.MaxOrder ?? int.MaxValue
                )
                .ToDictionary(t => t.Parts, t => t.Mean);
            foreach ((PartSet parts, double mean2) in spikes.Means)
            {
                terms[parts] = terms.GetValueOrDefault(parts) + mean2;
            }

            double constant =
                mean + deviation * (currentPrior.Offset + currentPrior.ExponentialBase()) * a.Sum();
            results[output] = new OutputRecovery
            {
                Spectrum = new Spectrum(
                    plan.PartCount,
                    [
                        new SpectrumTerm(PartSet.Empty, constant),
                        .. terms
                            .OrderByDescending(t => Math.Abs(t.Value))
                            .ThenBy(t => t.Key)
                            .Take(1000)
                            .Select(term => new SpectrumTerm(term.Key, term.Value * deviation)),
                    ]
                ),
            };
            notes.Add($"spikes {spikes.Count}");
            if (!ReferenceEquals(current, posterior))
            {
                current.Dispose();
            }
        }

        return new RecoveryResult
        {
            Method = Name,
            Outputs = results,
            Notes = notes,
        };
    }
}
