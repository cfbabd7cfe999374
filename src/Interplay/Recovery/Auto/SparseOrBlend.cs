using Interplay.Masks;
using Interplay.Recovery.Bits;
using Interplay.Recovery.Blend;
using Interplay.Recovery.Sparse;

namespace Interplay.Recovery.Auto;

/// <summary>
/// A short pursuit first, and a thorough one at once where it leaves little: where few terms explain every value there is nothing to add.
/// Otherwise the blend, with the pursuit's sets as candidates for its spikes; where the blend explains little, or the pursuit comes near it, a
/// longer pursuit; and for each output whichever predicts masks it did not see better.
/// </summary>
internal sealed class SparseOrBlend(SparseOrBlend.Other other)
{
    /// <summary>What else there is for functions that no few terms explain.</summary>
    /// <param name="plan">The masks.</param>
    /// <param name="values">Their values.</param>
    /// <param name="proposed">The sets that the pursuit found for each output.</param>
    /// <param name="progress">Receives the finished share.</param>
    /// <param name="cancellationToken">Stops the recovery.</param>
    public delegate RecoveryResult Other(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IReadOnlyList<PartSet>[] proposed,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    );

    /// <summary>Work of the short pursuit, in 512-bit words read: less than a second of one core.</summary>
    private const double ShortWork = 2.5e8;

    /// <summary>Work of a glance: a tenth of a second of one core.</summary>
    private const double GlanceWork = 4e7;

    /// <summary>Work of a longer pursuit where the blend explains little: a few seconds of one core.</summary>
    private const double LongerWork = 5e8;

    /// <summary>Beyond this many masks the short pursuit gets shorter: the blend has more to learn from then.</summary>
    private const double FewMasks = 1024;

    /// <summary>A blend that explains less is worth a longer pursuit.</summary>
    private const double PoorBlend = 0.5;

    /// <summary>With more masks a poor blend alone is no reason where its spikes were screened for among all sets: a sparse function would have shown.</summary>
    private const int ManyMasks = 2048;

    /// <summary>A thorough pursuit is worth it when it can look at all sets of the highest order at least so often.</summary>
    private const int LeastScreens = 2;

    /// <summary>A short pursuit that leaves less of the deviation goes on at once: the rest is probably more of the same.</summary>
    private const double NearlyAll = 0.15;

    /// <summary>A short pursuit whose error is below so many times the blend's may win when it goes on.</summary>
    private const double Promising = 2;

    /// <summary>The pursuit's error must be below this share of the blend's.</summary>
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
            .. run.Outputs.All.Select(output => run.Search(output, work, cancellationToken)),
        ];
        var allowed = new double[fits.Length];
        for (int output = 0; output < fits.Length; output++)
        {
            allowed[output] = work;
            if (fits[output] is { IsExact: false, IsCut: true, Unexplained: < NearlyAll })
            {
                allowed[output] = SparseMethod.ThoroughWork;
                fits[output] = run.Search(
                    run.Outputs.All[output],
                    allowed[output],
                    cancellationToken
                );
            }
        }

        if (Exact(run, fits, progress, cancellationToken) is { } exact)
        {
            return exact;
        }

        RecoveryResult blended = other(
            plan,
            values,
            [.. fits.Select(static fit => fit?.Sets ?? [])],
            progress,
            cancellationToken
        );
        int sparser = 0;
        bool hasMore = plan.Masks.RowCount <= ManyMasks || OnlyPursuitScreens(plan, run.MaxOrder);
        RecoveryResult better = run.Outputs.Recover("sparse", Better, null, cancellationToken);
        return better with
        {
            Method = sparser == run.Outputs.Count ? better.Method : blended.Method,
            Notes = [.. blended.Notes, .. better.Notes],
        };

        OutputRecovery Better(OutputWork output, Action<double> report)
        {
            OutputRecovery theirs = blended.Outputs[output.Number];
            if (fits[output.Number] is not { } fit)
            {
                return theirs;
            }

            SparseAnswer answer = run.Answer(output, fit);
            double error = Error(theirs);
            bool poor = hasMore && !(theirs.CrossValidatedR2?.Estimate > PoorBlend);
            bool promising = Inflated(answer, fit, plan) < Promising * error;
            double more = promising && hasMore ? SparseMethod.ThoroughWork : LongerWork;
            if (fit.IsCut && (poor || promising) && more > allowed[output.Number])
            {
                fit = run.Search(output, more, cancellationToken)!;
                answer = run.Answer(output, fit);
            }

            if (Inflated(answer, fit, plan) >= ClearlyLess * error)
            {
                return theirs;
            }

            sparser++;
            output.Notes.Add(
                $"{run.Describe(fit)} It predicts masks it did not see better than {(blended.Method == "blend" ? "the blend" : blended.Method)}, so it is the answer."
            );
            return answer.Recovery;
        }
    }

    /// <summary>Whether a pursuit can look at sets that are too many for the search for spikes.</summary>
    private static bool OnlyPursuitScreens(MaskPlan plan, int order)
    {
        double work = CorrelationScreen.Cost(plan.PartCount, order, plan.Masks.RowCount);
        return work > BlendMethod.ScreenWork && LeastScreens * work <= SparseMethod.ThoroughWork;
    }

    /// <summary>The answer of a very short pursuit where few terms explain every value of every output; null where they do not.</summary>
    public static RecoveryResult? TryExact(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        var run = new SparseRun(plan, values);
        SparseFit?[] fits =
        [
            .. run.Outputs.All.Select(output => run.Search(output, GlanceWork, cancellationToken)),
        ];
        return Exact(run, fits, progress, cancellationToken);
    }

    private static RecoveryResult? Exact(
        SparseRun run,
        SparseFit?[] fits,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        if (!Array.TrueForAll(fits, static fit => fit is null or { IsExact: true }))
        {
            return null;
        }

        RecoveryResult sparse = run.Outputs.Recover(
            "sparse",
            (output, _) =>
            {
                output.Notes.Add(run.Describe(fits[output.Number]));
                return run.Answer(output, fits[output.Number]).Recovery with { IsExact = true };
            },
            progress,
            cancellationToken
        );
        return sparse with
        {
            Notes =
            [
                .. sparse.Notes,
                "The terms found explain every value, so nothing else was needed.",
            ],
        };
    }

    /// <summary>The error of the other method: of masks it did not see where it says so.</summary>
    private static double Error(OutputRecovery recovery) =>
        recovery.OutOfFoldResiduals is { } left
            ? left.Average(static residual => residual * residual)
        : recovery.ResidualDeviation is double deviation ? deviation * deviation
        : double.PositiveInfinity;

    /// <summary>
    /// The error of a pursuit as it may be on masks that its choice of sets did not see: each term was chosen among C(n,k) sets, which makes noise
    /// look like 2 ln C(n,k) masks' worth of signal (risk inflation, Foster and George, 1994).
    /// </summary>
    private static double Inflated(SparseAnswer answer, SparseFit fit, MaskPlan plan) =>
        answer.Error
        * (
            1
            + 2
                * fit.Sets.Sum(set => LogBinomial.Of(plan.PartCount, set.Order))
                / plan.Masks.RowCount
        );
}
