using Interplay.Lenses;
using Interplay.Masks;
using Interplay.Recovery.Auto;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.ValueFunctions;

namespace Interplay;

/// <content>An explanation of what is there: after a run that was cut short.</content>
public static partial class Explainer
{
    /// <summary>Fewer ablations than this are not worth an explanation.</summary>
    public const int LeastKnown = 24;

    /// <summary>
    /// Explains from the ablations of a plan that the journal has, and asks for none: what a run that was interrupted, or reached a limit of
    /// what may be spent, has paid for. The same call of <see cref="ExplainAsync"/> later goes on where it stopped.
    /// </summary>
    /// <param name="function">What is explained; it is not asked.</param>
    /// <param name="options">The options of the run that was cut short. A method that needs all its masks gives way to <c>auto</c>.</param>
    /// <param name="journal">The journal of that run.</param>
    /// <param name="parts">The parts as reports show them; null numbers them.</param>
    /// <param name="input">The text that the spans of the parts point into; null when there is none.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="InterplayException"><c>too-few-ablations</c>: fewer than <see cref="LeastKnown"/> that can be learned from.</exception>
    public static async Task<Explanation> ExplainKnownAsync(
        IValueFunction function,
        ExplainOptions options,
        IJournal journal,
        IReadOnlyList<Part>? parts = null,
        string? input = null,
        IProgress<ExplainProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(journal);
        MaskPlan plan = Plan(function.PartCount, options);
        var evaluator = new AblationEvaluator(function, journal, options.BatchSize);
        Ablations learned = await evaluator.KnownAsync(plan.Masks, cancellationToken);
        Ablations? heldOut = plan.HeldOut is null
            ? null
            : await evaluator.KnownAsync(plan.HeldOut, cancellationToken);
        if (learned.Masks.RowCount < LeastKnown)
        {
            throw TooFew(learned.Masks.RowCount, LeastKnown);
        }

        Explanation explanation = Recover(
            learned,
            heldOut?.Masks.RowCount > 0 ? heldOut : null,
            plan.Design.HasPrefixes ? options : options with { Method = new AutoMethod() },
            function.Fingerprint,
            parts,
            progress,
            cancellationToken
        );
        return explanation with
        {
            Subject = Subject.Of(explanation.Parts, input),
            Notes =
            [
                .. explanation.Notes,
                $"Partial: {explanation.Ablations} of {plan.Cost} planned ablations were there.",
            ],
        };
    }

    private static InterplayException TooFew(int found, int least) =>
        new(
            ErrorKind.Budget,
            "too-few-ablations",
            $"An explanation needs at least {least} ablations to learn from; {found} are there. They are kept: the same run goes on from them."
        );
}
