using Interplay.Masks;
using Interplay.Recovery.Blend;
using Interplay.Recovery.Sparse;

namespace Interplay.Recovery.Auto;

/// <summary>
/// A short pursuit first: where few terms explain every value there is nothing to add. Otherwise the blend; where that explains little a
/// thorough pursuit; and for each output whichever predicts masks it did not see better.
/// </summary>
internal sealed class SparseOrBlend(BlendMethod blend)
{
    /// <summary>Work of the short pursuit, in 512-bit words read: less than a second of one core.</summary>
    private const double ShortWork = 2.5e8;

    /// <summary>Work of a longer pursuit where the blend explains little: about two seconds of one core.</summary>
    private const double LongerWork = 6e8;

    /// <summary>Beyond this many masks the short pursuit gets shorter: the blend has more to learn from then.</summary>
    private const double FewMasks = 1024;

    /// <summary>A blend that explains less is worth a thorough pursuit.</summary>
    private const double GoodBlend = 0.9;

    /// <summary>With more masks a poor blend alone is no reason: a sparse function would have shown in the short pursuit.</summary>
    private const int ManyMasks = 2048;

    /// <summary>A short pursuit that leaves less of the deviation goes on at once: the rest is probably more of the same.</summary>
    private const double NearlyAll = 0.15;

    /// <summary>A short pursuit whose error is below so many times the blend's may win when it goes on.</summary>
    private const double Promising = 2;

    /// <summary>The pursuit shares its support with its folds; its error must be below this share of the blend's.</summary>
    private const double ClearlyLess = 0.95;

    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        var run = new SparseRun(plan, values);
        double work = ShortWork * Math.Min(1, FewMasks / plan.Masks.RowCount);
        SparseFit?[] fits =
        [
            .. Enumerable
                .Range(0, run.OutputCount)
                .Select(output => run.Search(output, work, cancellationToken)),
        ];
        for (int output = 0; output < fits.Length; output++)
        {
            if (fits[output] is { IsExact: false, IsCut: true, Unexplained: < NearlyAll })
            {
                fits[output] = run.Search(output, SparseMethod.ThoroughWork, cancellationToken);
            }
        }

        if (Array.TrueForAll(fits, static fit => fit is null or { IsExact: true }))
        {
            progress?.Report(1);
            return new RecoveryResult
            {
                Method = "sparse",
                Outputs = [.. fits.Select((fit, output) => run.Answer(output, fit).Recovery)],
                Notes =
                [
                    .. fits.Select((fit, output) => run.Describe(output, fit)),
                    "The terms found explain every value, so no blend was needed.",
                ],
            };
        }

        RecoveryResult blended = blend.Recover(
            plan,
            values,
            [.. fits.Select(static fit => fit?.Sets ?? [])],
            progress,
            cancellationToken
        );
        var outputs = new OutputRecovery[run.OutputCount];
        var notes = new List<string>();
        int sparser = 0;
        for (int output = 0; output < outputs.Length; output++)
        {
            outputs[output] = blended.Outputs[output];
            if (fits[output] is not { } fit)
            {
                continue;
            }

            SparseAnswer answer = run.Answer(output, fit);
            double deviation = outputs[output].ResidualDeviation ?? double.PositiveInfinity;
            double error = deviation * deviation;
            bool poor =
                plan.Masks.RowCount <= ManyMasks
                && !(outputs[output].CrossValidatedR2?.Estimate > GoodBlend);
            bool promising = answer.Error < Promising * error;
            if (fit.IsCut && (poor || promising))
            {
                fit = run.Search(
                    output,
                    promising ? SparseMethod.ThoroughWork : LongerWork,
                    cancellationToken
                )!;
                answer = run.Answer(output, fit);
            }

            if (answer.Error < ClearlyLess * error)
            {
                outputs[output] = answer.Recovery;
                notes.Add(
                    $"{run.Describe(output, fit)} It predicts masks it did not see better than the blend, so it is the answer."
                );
                sparser++;
            }
        }

        return new RecoveryResult
        {
            Method = sparser == outputs.Length ? "sparse" : blended.Method,
            Outputs = outputs,
            Notes = [.. blended.Notes, .. notes],
        };
    }
}
