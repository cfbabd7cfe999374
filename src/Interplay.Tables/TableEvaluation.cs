using Interplay.Masks;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Tables;

/// <summary>
/// Fills an ablation table: rows that have values are never asked for again, new ones are saved every few seconds, less often where saving takes
/// long, and at the end, so that neither a failure nor a power cut loses more than that.
/// </summary>
/// <param name="table">The table as it stands.</param>
/// <param name="function">The value function to ask.</param>
/// <param name="save">Saves the table, whole.</param>
/// <param name="savesMeanwhile">Whether to save before the end as well; a pipe takes a table only once.</param>
/// <param name="time">The clock; null for that of the system.</param>
public sealed class TableEvaluation(
    AblationTable table,
    IValueFunction function,
    Func<AblationTable, Task> save,
    bool savesMeanwhile = true,
    TimeProvider? time = null
) : IJournal
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(5);

    /// <summary>Saving may take so much of the time: a table of many parts is hundreds of megabytes, written whole.</summary>
    private const double SavingShare = 0.1;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly MemoryJournal _known = new();
    private long _saved;
    private TimeSpan _interval = LeastInterval;

    /// <summary>The table as it was saved last.</summary>
    public AblationTable Table { get; private set; } = table;

    /// <summary>Evaluates the rows without values and saves the table; also when the value function fails or the run is cancelled.</summary>
    /// <param name="progress">Receives the progress after each batch.</param>
    /// <param name="cancellationToken">Stops the evaluation.</param>
    /// <returns>How many rows were evaluated, and how many had their values before.</returns>
    /// <exception cref="InterplayException">
    /// The table holds values of other outputs (<c>outputs-mismatch</c>), or what <see cref="AblationEvaluator"/> throws.
    /// </exception>
    public async Task<TableEvaluationCount> RunAsync(
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        int known = Table.FilledCount;
        await LoadAsync(cancellationToken);
        _saved = _time.GetTimestamp();
        try
        {
            Ablations done = await new AblationEvaluator(function, this).EvaluateAsync(
                Table.Masks,
                progress,
                cancellationToken
            );
            await SaveAsync();
            return new TableEvaluationCount(Table.Masks.RowCount, done.Evaluated, known);
        }
        catch (Exception exception)
            when (exception
                    is OperationCanceledException
                        or InterplayException { Kind: ErrorKind.ValueFunction }
            )
        {
            await SaveAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    ValueTask IJournal.ReadAsync(
        string fingerprint,
        MaskMatrix masks,
        Memory<double> values,
        Memory<bool> found,
        CancellationToken cancellationToken
    ) => _known.ReadAsync(fingerprint, masks, values, found, cancellationToken);

    /// <inheritdoc/>
    async ValueTask IJournal.AppendAsync(
        string fingerprint,
        MaskMatrix masks,
        ReadOnlyMemory<double> values,
        ReadOnlyMemory<AblationCost> costs,
        CancellationToken cancellationToken
    )
    {
        await _known.AppendAsync(fingerprint, masks, values, costs, cancellationToken);
        if (savesMeanwhile && _time.GetElapsedTime(_saved) > _interval)
        {
            await SaveAsync();
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        int[] rows = [.. Enumerable.Range(0, Table.Masks.RowCount).Where(Table.IsFilled)];
        if (rows.Length == 0)
        {
            return;
        }

        if (!Table.Outputs.SequenceEqual(function.Outputs))
        {
            throw new InterplayException(
                ErrorKind.Data,
                "outputs-mismatch",
                $"The table already holds values of {string.Join(", ", Table.Outputs)}; this value function gives {string.Join(", ", function.Outputs)}."
            );
        }

        Ablations ablations = Table.Ablations(rows);
        await _known.AppendAsync(
            function.Fingerprint,
            ablations.Masks,
            ablations.Values,
            cancellationToken: cancellationToken
        );
    }

    private async Task SaveAsync()
    {
        long start = _time.GetTimestamp();
        var values = new double[Table.Masks.RowCount * function.Outputs.Count];
        bool[] found = new bool[Table.Masks.RowCount];
        await _known.ReadAsync(function.Fingerprint, Table.Masks, values, found);
        Table = new AblationTable(Table.Masks, function.Outputs, Table.Splits, values, found);
        await save(Table);
        _saved = _time.GetTimestamp();
        TimeSpan rare = _time.GetElapsedTime(start, _saved) / SavingShare;
        _interval = rare > LeastInterval ? rare : LeastInterval;
    }
}
