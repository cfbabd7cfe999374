using System.Diagnostics;
using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>
/// Asks a value function for masks: takes what the journal knows, asks for each remaining distinct mask once, in batches, and makes every
/// batch durable before going on. What another process that shares the journal works at is waited for and not asked again. A failure loses nothing: it carries all that was evaluated, and the journal has it too.
/// </summary>
public sealed class AblationEvaluator
{
    private readonly IValueFunction _function;
    private readonly IJournal _journal;
    private readonly int _batchSize;
    private readonly Dictionary<Mask, string> _faults = [];

    /// <summary>Creates an evaluator.</summary>
    /// <param name="function">The value function.</param>
    /// <param name="journal">Where ablations are kept; null keeps them in memory for this evaluator only.</param>
    /// <param name="batchSize">Most masks handed over at a time, at least 1.</param>
    public AblationEvaluator(IValueFunction function, IJournal? journal = null, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        _function = function;
        _journal = journal ?? new MemoryJournal();
        _batchSize = batchSize;
    }

    /// <summary>Ablations that the value function was asked for so far, those of calls that failed or were cut short included.</summary>
    public int Evaluated { get; private set; }

    /// <summary>What these cost, as far as the value function says.</summary>
    public AblationCost Cost { get; private set; }

    /// <summary>Masks whose values in the journal cannot be, with what is wrong with them: they were asked for again (<see cref="IValueFunction.Fault"/>).</summary>
    public IReadOnlyDictionary<Mask, string> Faults => _faults;

    /// <summary>Evaluates masks.</summary>
    /// <param name="masks">The masks wanted; repeated ones are asked for once.</param>
    /// <param name="progress">Receives the progress whenever values are kept.</param>
    /// <param name="cancellationToken">Stops between batches and inside them.</param>
    /// <exception cref="ValueFunctionFailedException"><c>value-function-failed</c>, <c>value-not-finite</c> or <c>value-impossible</c>.</exception>
    /// <exception cref="InterplayException">
    /// Masks of another number of parts (<c>parts-mismatch</c>); or an error of the kind <see cref="ErrorKind.Budget"/> from the value function,
    /// when a limit of what may be spent is reached. What was evaluated before is in the journal.
    /// </exception>
    public async Task<Ablations> EvaluateAsync(
        MaskMatrix masks,
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        using Activity? activity = Telemetry.Start("evaluate");
        activity?.SetTag("interplay.ablations.wanted", masks.RowCount);
        try
        {
            Ablations asked = await AskAsync(masks, progress, cancellationToken);
            Telemetry.Count(
                activity,
                asked.Evaluated,
                asked.Reused,
                asked.Cost.Calls,
                asked.Cost.InputTokens,
                asked.Cost.OutputTokens
            );
            return asked;
        }
        catch (Exception exception)
        {
            Telemetry.Fail(activity, exception);
            throw;
        }
    }

    private async Task<Ablations> AskAsync(
        MaskMatrix masks,
        IProgress<EvaluationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        if (masks.PartCount != _function.PartCount)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "parts-mismatch",
                $"The masks have {masks.PartCount} parts; the value function has {_function.PartCount}."
            );
        }

        var distinct = new MaskIndex(masks.PartCount, masks.RowCount);
        var numbers = new int[masks.RowCount];
        for (int row = 0; row < masks.RowCount; row++)
        {
            numbers[row] = distinct.Add(masks.Row(row));
        }

        var run = new AblationRun(
            _function,
            _journal,
            distinct.Count == masks.RowCount ? masks : distinct.ToMatrix()
        );
        try
        {
            await run.ReadAsync(cancellationToken);
            await run.AskAsync(_batchSize, masks.RowCount, progress, cancellationToken);
            return run.Spread(masks, numbers);
        }
        finally
        {
            Evaluated += run.Evaluated;
            Cost += run.Cost;
            foreach ((Mask mask, string fault) in run.Faults)
            {
                _faults[mask] = fault;
            }
        }
    }

    /// <summary>The masks among some that the journal knows, with their values, in their order; nothing is asked for.</summary>
    /// <param name="masks">The masks.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    public async Task<Ablations> KnownAsync(
        MaskMatrix masks,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        var run = new AblationRun(_function, _journal, masks);
        await run.ReadAsync(cancellationToken);
        return run.Known();
    }
}
