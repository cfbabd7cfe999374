using System.Globalization;
using Interplay.Masks;

namespace Interplay.Recovery.Auto;

/// <summary>
/// More masks than the blend takes: what it makes of as many as it takes, beside what reads all of them, and for each output whichever leaves less of the
/// masks that the blend did not see. Many small effects are found from few masks by the blend alone, and more masks are no reason to lose them.
/// </summary>
/// <param name="most">Most masks that the blend is given.</param>
/// <param name="blend">Reads a part of the masks.</param>
/// <param name="all">Reads all of them.</param>
internal sealed class BlendOfPart(int most, PerOutput.Reader blend, PerOutput.Reader all)
{
    private const ulong PartStream = 0x4155_544F_01;

    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        int rows = plan.Masks.RowCount;
        int outputs = values.Length / rows;
        int[] order = new SeededRandom(plan.Request.Seed, PartStream).Permutation(rows);
        int[] part = [.. order[..most].Order()];
        int[] judging = [.. order[most..].Order()];
        RecoveryResult blended = PerOutput.OfRows(
            blend,
            plan,
            values,
            part,
            ProgressPart.Of(progress, 0, 0.5),
            cancellationToken
        );
        RecoveryResult whole = all(
            plan,
            values,
            ProgressPart.Of(progress, 0.5, 0.5),
            cancellationToken
        );
        MaskMatrix masks = plan.Masks.Select(judging);
        double[][] columns = PerOutput.Split(values, outputs);
        var chosen = new OutputRecovery[outputs];
        int better = 0;
        for (int output = 0; output < outputs; output++)
        {
            OutputRecovery own = blended.Outputs[output];
            OutputRecovery theirs = whole.Outputs[output];
            double[] predicted = own.Spectrum.Evaluate(masks);
            double[] left = [.. judging.Select((row, i) => columns[output][row] - predicted[i])];
            bool isBetter = Mean(left) < Error(theirs, judging);
            better += isBetter ? 1 : 0;
            chosen[output] = isBetter
                ? own with
                {
                    OutOfFoldResiduals = own.OutOfFoldResiduals is { } residuals
                        ? Joined(part, residuals, judging, left)
                        : null,
                }
                : theirs;
        }

        return new RecoveryResult
        {
            Method =
                better == 0 ? whole.Method
                : better == outputs ? blended.Method
                : $"{blended.Method}, {whole.Method}",
            Outputs = chosen,
            Notes =
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"auto: {rows} masks are more than the blend takes; what it makes of {part.Length} of them leaves less of the others than {whole.Method} of all for {better} of {outputs} outputs."
                ),
                .. better > 0 ? blended.Notes : [],
                .. better < outputs ? whole.Notes : [],
            ],
        };
    }

    private static double Mean(IEnumerable<double> residuals) =>
        residuals.Average(static residual => residual * residual);

    /// <summary>What the other leaves of the masks that judge, by folds where it has them.</summary>
    private static double Error(OutputRecovery recovery, int[] judging) =>
        recovery.OutOfFoldResiduals is { } left ? Mean(judging.Select(row => left[row]))
        : recovery.ResidualDeviation is double deviation ? deviation * deviation
        : double.PositiveInfinity;

    /// <summary>One residual a mask, all of masks that their fit did not see.</summary>
    private static double[] Joined(int[] part, double[] inPart, int[] others, double[] inOthers)
    {
        var joined = new double[part.Length + others.Length];
        for (int i = 0; i < part.Length; i++)
        {
            joined[part[i]] = inPart[i];
        }

        for (int i = 0; i < others.Length; i++)
        {
            joined[others[i]] = inOthers[i];
        }

        return joined;
    }
}
