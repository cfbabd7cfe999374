using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;

namespace Interplay.Recovery.TwoFidelity;

/// <summary>
/// A cheap value function as the proxy of a costly one (a smaller model, another prompt, last week's run): with its spectrum c the costly
/// function is recovered as f = scale c + g, where another method recovers g from what the scaled c leaves of the values. The scale, one for
/// all orders or one for single parts and one for larger sets, is learned by least squares on the values (Kennedy and O'Hagan, 2000, with a
/// recovery method in the place of the second Gaussian process). Plain recovery is done as well; both
/// are mixed by their out-of-fold errors, and the prior is left out where the errors do not fall beyond noise. No ablation is spent on it; the
/// time is that of two recoveries.
/// </summary>
public sealed class TwoFidelityMethod : IRecoveryMethod
{
    private readonly IRecoveryMethod _inner;
    private readonly IReadOnlyList<Spectrum> _cheap;

    /// <summary>Creates the method.</summary>
    /// <param name="inner">Recovers what the prior leaves, and the values as they are.</param>
    /// <param name="cheap">The spectrum of the cheap function for each output, or one for all of them. Its constant and its unit do not matter.</param>
    /// <exception cref="ArgumentException">No spectrum.</exception>
    public TwoFidelityMethod(IRecoveryMethod inner, params IReadOnlyList<Spectrum> cheap)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(cheap);
        ArgumentOutOfRangeException.ThrowIfZero(cheap.Count, nameof(cheap));
        _inner = inner;
        _cheap = cheap;
    }

    /// <summary>The name of the method that recovers what the prior leaves; notes say what the prior did.</summary>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public bool ReadsAnyMasks => _inner.ReadsAnyMasks;

    /// <inheritdoc/>
    /// <exception cref="InterplayException"><c>prior-mismatch</c>: the spectrum of the cheap function is over another number of parts.</exception>
    public MaskPlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireParts(request.PartCount);
        return _inner.Plan(request);
    }

    /// <inheritdoc/>
    /// <exception cref="InterplayException">
    /// <c>prior-mismatch</c>: another number of parts, or of outputs where there are several; <c>prior-not-judged</c>: the method neither
    /// cross-validates nor recovers from a part of its masks, as SPEX.
    /// </exception>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        int outputs = OutputValues.Count(plan.Masks, values);
        RequireParts(plan.PartCount);
        RequireOutputs(outputs);
        if (plan.IsComplete)
        {
            RecoveryResult complete = _inner.Recover(plan, values, progress, cancellationToken);
            return complete with
            {
                Notes = ["Prior: not needed, every mask is known.", .. complete.Notes],
            };
        }

        double[] all = values.ToArray();
        var judge = new FoldJudge(_inner, plan);
        RecoveryResult plain = _inner.Recover(
            plan,
            all,
            progress is null ? null : new Half(progress, 0),
            cancellationToken
        );
        ScaledPrior[] priors =
        [
            .. Enumerable
                .Range(0, outputs)
                .Select(output =>
                    ScaledPrior.Fit(
                        _cheap[_cheap.Count == 1 ? 0 : output],
                        plan.Masks,
                        OutputValues.Column(all, outputs, output),
                        judge.FoldOfRow
                    )
                ),
        ];
        if (Array.TrueForAll(priors, static prior => !prior.Explains))
        {
            progress?.Report(1);
            return plain with
            {
                Notes =
                [
                    .. plain.Notes,
                    .. priors.Select((prior, output) => Label(Useless(prior), output, outputs)),
                ],
            };
        }

        double[] left = Left(all, priors);
        RecoveryResult rest = _inner.Recover(
            plan,
            left,
            progress is null ? null : new Half(progress, 0.5),
            cancellationToken
        );
        double[][] plainErrors = judge.Residuals(plain, all, cancellationToken);
        double[][] restErrors = judge.Residuals(rest, left, cancellationToken);
        (OutputRecovery Recovery, string Note)[] decided =
        [
            .. priors.Select(
                (prior, output) =>
                    Decide(
                        prior,
                        plain.Outputs[output],
                        rest.Outputs[output],
                        plainErrors[output],
                        restErrors[output],
                        OutputValues.Column(all, outputs, output)
                    )
            ),
        ];
        return new RecoveryResult
        {
            Method = plain.Method,
            Outputs = [.. decided.Select(static output => output.Recovery)],
            Notes =
            [
                .. plain.Notes,
                .. decided.Select((output, number) => Label(output.Note, number, outputs)),
            ],
        };
    }

    /// <summary>How far the prior is used for one output, and a sentence that says so.</summary>
    private static (OutputRecovery Recovery, string Note) Decide(
        ScaledPrior prior,
        OutputRecovery plain,
        OutputRecovery rest,
        double[] plainErrors,
        double[] restErrors,
        double[] values
    )
    {
        if (!prior.Explains)
        {
            return (plain, Useless(prior));
        }

        double[] judged = prior.Judge(restErrors);
        PriorShare share = PriorShare.Of(plainErrors, judged);
        if (share.Share == 0)
        {
            return (
                plain,
                $"Prior: {prior.Describe()}; not used, the cross-validated error would not fall beyond noise."
            );
        }

        double[] errors = [.. plainErrors.Zip(judged, (e, d) => e + share.Share * (d - e))];
        return (
            new OutputRecovery
            {
                Spectrum = SpectrumMix.Of(plain.Spectrum, prior.AddTo(rest.Spectrum), share.Share),
                CrossValidatedR2 = Faithfulness.OfResiduals(errors, values).R2,
                ResidualDeviation = Math.Sqrt(errors.Average(static error => error * error)),
                OutOfFoldResiduals = errors,
            },
            $"Prior: {prior.Describe()}; used, with a share of {share.Share:0.00}: the cross-validated error falls by {share.Gain:0.0%}."
        );
    }

    private static double[] Left(double[] values, ScaledPrior[] priors)
    {
        var left = new double[values.Length];
        for (int i = 0; i < left.Length; i++)
        {
            left[i] = values[i] - priors[i % priors.Length].Predictions[i / priors.Length];
        }

        return left;
    }

    private static string Useless(ScaledPrior prior) =>
        $"Prior: {prior.Describe()}; not used, by itself it predicts no better than chance.";

    private static string Label(string note, int output, int outputs) =>
        outputs == 1 ? note : $"Output {output}: {note}";

    private void RequireParts(int parts)
    {
        foreach (Spectrum cheap in _cheap)
        {
            if (cheap.PartCount != parts)
            {
                throw new InterplayException(
                    ErrorKind.Request,
                    "prior-mismatch",
                    $"The prior is over {cheap.PartCount} parts; the values are over {parts}."
                );
            }
        }
    }

    private void RequireOutputs(int outputs)
    {
        if (_cheap.Count != 1 && _cheap.Count != outputs)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "prior-mismatch",
                $"The prior has {_cheap.Count} outputs; the values have {outputs}. One for each or a single one is expected."
            );
        }
    }

    /// <summary>One of two recoveries after each other.</summary>
    private sealed class Half(IProgress<double> progress, double start) : IProgress<double>
    {
        public void Report(double value) => progress.Report(start + value / 2);
    }
}
