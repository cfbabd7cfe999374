using System.Globalization;
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
        var outputs = new PerOutput(plan, values);
        RequireParts(plan.PartCount);
        RequireOutputs(outputs.Count);
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
            ProgressPart.Of(progress, 0, 0.5),
            cancellationToken
        );
        ScaledPrior[] priors =
        [
            .. outputs.All.Select(output =>
                ScaledPrior.Fit(
                    _cheap[_cheap.Count == 1 ? 0 : output.Number],
                    plan.Masks,
                    output.Raw,
                    judge.FoldOfRow
                )
            ),
        ];
        RecoveryResult rest = plain;
        double[][] plainErrors = [];
        double[][] restErrors = [];
        if (Array.Exists(priors, static prior => prior.Explains))
        {
            double[] left = Left(all, priors);
            rest = _inner.Recover(
                plan,
                left,
                ProgressPart.Of(progress, 0.5, 0.5),
                cancellationToken
            );
            plainErrors = judge.Residuals(plain, all, cancellationToken);
            restErrors = judge.Residuals(rest, left, cancellationToken);
        }

        RecoveryResult decided = outputs.Recover(
            plain.Method,
            (output, _) =>
            {
                int number = output.Number;
                if (priors[number].Explains)
                {
                    return Decide(
                        output,
                        priors[number],
                        plain.Outputs[number],
                        rest.Outputs[number],
                        plainErrors[number],
                        priors[number].Judge(restErrors[number])
                    );
                }

                output.Notes.Add(
                    $"Prior: {priors[number].Describe()}; not used, by itself it predicts no better than chance."
                );
                return plain.Outputs[number];
            },
            null,
            cancellationToken
        );
        progress?.Report(1);
        return decided with { Notes = [.. plain.Notes, .. decided.Notes] };
    }

    /// <summary>How far the prior is used for one output, with a sentence that says so.</summary>
    private static OutputRecovery Decide(
        OutputWork output,
        ScaledPrior prior,
        OutputRecovery plain,
        OutputRecovery rest,
        double[] plainErrors,
        double[] judged
    )
    {
        PriorShare share = PriorShare.Of(plainErrors, judged);
        if (share.Share == 0)
        {
            output.Notes.Add(
                $"Prior: {prior.Describe()}; not used, the cross-validated error would not fall beyond noise."
            );
            return plain;
        }

        output.Notes.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Prior: {prior.Describe()}; used, with a share of {share.Share:0.00}: the cross-validated error falls by {share.Gain:0.0%}."
            )
        );
        double[] errors = [.. plainErrors.Zip(judged, (e, d) => e + share.Share * (d - e))];
        return new OutputRecovery
        {
            Spectrum = SpectrumMix.Of(plain.Spectrum, prior.AddTo(rest.Spectrum), share.Share),
            CrossValidatedR2 = Faithfulness.OfResiduals(errors, output.Raw).R2,
            ResidualDeviation = Math.Sqrt(errors.Average(static error => error * error)),
            OutOfFoldResiduals = errors,
        };
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
}
