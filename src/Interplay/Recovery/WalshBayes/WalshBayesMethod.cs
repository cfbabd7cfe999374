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
            (double mean, double deviation) = scales[output];
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
