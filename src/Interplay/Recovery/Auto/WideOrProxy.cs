using System.Globalization;
using Interplay.Masks;
using Interplay.Recovery.ProxySpex;
using Interplay.Recovery.Sparse;
using Interplay.Recovery.Wide;

namespace Interplay.Recovery.Auto;

/// <summary>
/// For more parts or masks than the blend takes: the wide screen, which reads tables of any size, beside ProxySPEX where that is affordable, and for
/// each output whichever predicts masks it did not see better. The wide screen is the better one where some parts clearly stand out of noise, ProxySPEX
/// where very many weak parts add up; neither the number of parts nor that of masks says which it is.
/// </summary>
internal sealed class WideOrProxy
{
    /// <summary>Parts x masks that ProxySPEX reads in about a minute of one core (docs/adr/0016).</summary>
    public const long MostProxyBits = 50_000_000;

    /// <summary>Fewer masks leave no fifth to judge by.</summary>
    private const int LeastJudged = 320;

    /// <summary>Every so many blocks of 64 masks one judges.</summary>
    private const int Every = 5;

    private readonly WideMethod _wide = new();
    private readonly ProxySpexMethod _proxy = new();

    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        int rows = plan.Masks.RowCount;
        string size = string.Create(
            CultureInfo.InvariantCulture,
            $"{rows} masks of {plan.PartCount} parts"
        );
        if ((long)rows * plan.PartCount > MostProxyBits)
        {
            return Said(
                _wide.Recover(plan, values, progress, cancellationToken),
                $"auto: {size} are more than ProxySPEX is run on, so wide."
            );
        }

        // Coded masks make sets look alike that are not: a screen that trusts chance finds the wrong ones, and masks of the same kind do not tell.
        if (rows < LeastJudged || CombinedPlan.CodedMasksOf(plan) is not null)
        {
            return Said(
                _proxy.Recover(plan, values, progress, cancellationToken),
                $"auto: {size}, {(rows < LeastJudged ? "too few to judge by" : "some of them coded")}, so ProxySPEX."
            );
        }

        RecoveryResult proxied = _proxy.Recover(plan, values, progress, cancellationToken);
        double[] errors = JudgedErrors(
            plan,
            values,
            proxied,
            out double[] proxyErrors,
            cancellationToken
        );
        int better = errors.Where((error, output) => error < proxyErrors[output]).Count();
        string judged =
            $"auto: {size}; of masks left out wide leaves {Share(errors, proxyErrors)} of the squared error that ProxySPEX leaves";
        if (better == 0)
        {
            return Said(proxied, $"{judged}, so ProxySPEX.");
        }

        RecoveryResult wide = _wide.Recover(plan, values, null, cancellationToken);
        return better == errors.Length
            ? Said(wide, $"{judged}, so wide.")
            : new RecoveryResult
            {
                Method = wide.Method,
                Outputs =
                [
                    .. errors.Select(
                        (error, output) =>
                            (error < proxyErrors[output] ? wide : proxied).Outputs[output]
                    ),
                ],
                Notes =
                [
                    $"{judged}; {better} of {errors.Length} outputs are by wide, the others by ProxySPEX.",
                    .. wide.Notes,
                    .. proxied.Notes,
                ],
            };
    }

    /// <summary>
    /// What both leave of masks that neither saw. ProxySPEX cross-validates everything it chooses; wide chooses its terms on all masks, so that its own
    /// figure flatters it, and it is run again without a fifth of them.
    /// </summary>
    private double[] JudgedErrors(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        RecoveryResult proxied,
        out double[] proxyErrors,
        CancellationToken cancellationToken
    )
    {
        int outputs = proxied.Outputs.Count;
        int[] all = [.. Enumerable.Range(0, plan.Masks.RowCount)];
        int[] judging = Array.FindAll(all, static row => row / 64 % Every == Every - 1);
        int[] learning = Array.FindAll(all, static row => row / 64 % Every != Every - 1);
        RecoveryResult wide = PerOutput.OfRows(
            _wide.Recover,
            plan,
            values,
            learning,
            null,
            cancellationToken
        );
        MaskMatrix masks = plan.Masks.Select(judging);
        var errors = new double[outputs];
        proxyErrors = new double[outputs];
        for (int output = 0; output < outputs; output++)
        {
            double[] predicted = wide.Outputs[output].Spectrum.Evaluate(masks);
            double[] left = proxied.Outputs[output].OutOfFoldResiduals!;
            for (int i = 0; i < judging.Length; i++)
            {
                double error = values[judging[i] * outputs + output] - predicted[i];
                errors[output] += error * error;
                proxyErrors[output] += left[judging[i]] * left[judging[i]];
            }
        }

        return errors;
    }

    private static string Share(double[] errors, double[] proxyErrors)
    {
        double[] shares =
        [
            .. errors.Select(
                (error, output) => error / Math.Max(proxyErrors[output], double.Epsilon)
            ),
        ];
        return shares.Length == 1
            ? shares[0].ToString("0.000", CultureInfo.InvariantCulture)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{shares.Min():0.000} to {shares.Max():0.000}"
            );
    }

    private static RecoveryResult Said(RecoveryResult result, string why) =>
        result with
        {
            Notes = [why, .. result.Notes],
        };
}
