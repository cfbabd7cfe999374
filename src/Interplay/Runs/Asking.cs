using Interplay.Masks;
using Interplay.Reports;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>Asks a value function for the masks of a run and keeps count of what that cost.</summary>
internal sealed class Asking(IValueFunction function, RunRequest request, IJournal? journal = null)
{
    /// <summary>Fewer masks than this are not worth a recovery: a run cut short before gives nothing.</summary>
    public const int FewestMasks = 24;

    private readonly IJournal _journal = journal ?? request.Journal ?? new MemoryJournal();
    private AblationEvaluator? _evaluator;

    public int Evaluated => Evaluator.Evaluated;

    public AblationCost Cost => Evaluator.Cost;

    /// <summary>An explanation of what was asked, with what had to be said about the journal among its notes.</summary>
    public Explanation Noted(Explanation explanation)
    {
        if (Evaluator.Faults.Count == 0)
        {
            return explanation;
        }

        (Mask mask, string fault) = Evaluator.Faults.First();
        return explanation with
        {
            Notes =
            [
                .. explanation.Notes,
                $"{Evaluator.Faults.Count} ablations in the journal had values that cannot be and were asked for again, such as mask {mask}: {fault}.",
            ],
        };
    }

    private AblationEvaluator Evaluator =>
        _evaluator ??= new AblationEvaluator(function, _journal, request.Options.BatchSize);

    /// <summary>Tells the journal whose ablations follow, and what people call them.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await _journal.BeginAsync(
            new JournalSubject(function.Fingerprint, function.PartCount, function.Outputs),
            cancellationToken
        );
        if (request.Title is { } title)
        {
            await _journal.DescribeAsync(function.Fingerprint, title, cancellationToken);
        }
    }

    /// <summary>Asks for the masks of a plan, then for those that are held out.</summary>
    /// <returns>All values, or null and what cut the asking short; the journal has every value that came before, also those of the batch that was cut.</returns>
    /// <exception cref="ValueFunctionFailedException">The value function failed.</exception>
    public async Task<(Ablations? Asked, RunStop? Cut)> AskAsync(
        MaskPlan plan,
        IProgress<EvaluationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (
                await Evaluator.EvaluateAsync(plan.AllMasks(), progress, cancellationToken),
                null
            );
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (null, RunStop.Cancelled);
        }
        catch (InterplayException error) when (error.Kind == ErrorKind.Budget)
        {
            return (null, RunStop.LimitReached);
        }
    }

    /// <summary>The ablations of a plan that the journal has: those to learn from, those held out, and those near the whole input.</summary>
    public async Task<(Ablations Learned, Ablations? HeldOut, Ablations? NearWhole)> KnownAsync(
        MaskPlan plan,
        CancellationToken cancellationToken
    )
    {
        return (
            await Evaluator.KnownAsync(plan.Masks, cancellationToken),
            await Judging(plan.HeldOut),
            await Judging(plan.NearWhole)
        );

        async Task<Ablations?> Judging(MaskMatrix? masks)
        {
            Ablations? known = masks is null
                ? null
                : await Evaluator.KnownAsync(masks, cancellationToken);
            return known?.Masks.RowCount > 0 ? known : null;
        }
    }

    /// <summary>The values of masks that only judge, in the order of a plan: those held out, then those near the whole input.</summary>
    public static double[] Values(Ablations? heldOut, Ablations? near) =>
        [.. heldOut is null ? [] : heldOut.Values.Span, .. near is null ? [] : near.Values.Span];

    /// <summary>What a run says that was cut short too early for any explanation. Who cancelled is told that it worked, not that a budget was too small.</summary>
    public static Exception TooFew(
        int found,
        int least,
        RunStop? cut,
        CancellationToken cancellationToken
    )
    {
        var error = new InterplayException(
            ErrorKind.Budget,
            "too-few-ablations",
            $"An explanation needs at least {least} ablations to learn from; {found} are there. They are kept: the same run goes on from them."
        );
        return cut == RunStop.Cancelled
            ? new OperationCanceledException(error.Message, error, cancellationToken)
            : error;
    }
}
