using Interplay.Cli.Terminal;
using Interplay.Masks;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Cli.Tables;

/// <summary>
/// An ablation table that is being filled, as a journal: rows that have values are known, new ones are kept and reach the file every few seconds,
/// less often where writing takes long, and when the caller saves, so that neither a failure nor a power cut loses more than that.
/// </summary>
internal sealed class TableJournal(
    AblationTable table,
    IReadOnlyList<string> outputs,
    string path,
    TimeProvider time
) : IJournal
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(5);

    /// <summary>Saving may take so much of the time: a table of many parts is hundreds of megabytes, written whole.</summary>
    private const double SavingShare = 0.1;

    private readonly MemoryJournal _known = new();
    private long _saved = time.GetTimestamp();
    private TimeSpan _interval = LeastInterval;

    /// <summary>The table with everything that is known.</summary>
    public async Task<AblationTable> ToTableAsync(string fingerprint)
    {
        int rowCount = table.Masks.RowCount;
        var values = new double[rowCount * outputs.Count];
        var found = new bool[rowCount];
        await ReadAsync(fingerprint, table.Masks, values, found);
        return new AblationTable(table.Masks, outputs, table.Splits, values, found);
    }

    /// <summary>Writes the file.</summary>
    public async Task SaveAsync(string fingerprint)
    {
        long start = time.GetTimestamp();
        await AblationTableFile.WriteAsync(await ToTableAsync(fingerprint), path);
        _saved = time.GetTimestamp();
        TimeSpan rare = time.GetElapsedTime(start, _saved) / SavingShare;
        _interval = rare > LeastInterval ? rare : LeastInterval;
    }

    /// <summary>Takes over the rows that already have values.</summary>
    /// <exception cref="InterplayException">They are values of other outputs (<c>outputs-mismatch</c>).</exception>
    public async Task LoadAsync(string fingerprint, CancellationToken cancellationToken)
    {
        int[] rows = [.. Enumerable.Range(0, table.Masks.RowCount).Where(table.IsFilled)];
        if (rows.Length == 0)
        {
            return;
        }

        if (!table.Outputs.SequenceEqual(outputs))
        {
            throw new InterplayException(
                ErrorKind.Data,
                "outputs-mismatch",
                $"The table already holds values of {string.Join(", ", table.Outputs)}; this value function gives {string.Join(", ", outputs)}."
            );
        }

        Ablations ablations = table.Ablations(rows);
        await _known.AppendAsync(
            fingerprint,
            ablations.Masks,
            ablations.Values,
            cancellationToken: cancellationToken
        );
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(
        string fingerprint,
        MaskMatrix masks,
        Memory<double> values,
        Memory<bool> found,
        CancellationToken cancellationToken = default
    ) => _known.ReadAsync(fingerprint, masks, values, found, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask AppendAsync(
        string fingerprint,
        MaskMatrix masks,
        ReadOnlyMemory<double> values,
        ReadOnlyMemory<AblationCost> costs = default,
        CancellationToken cancellationToken = default
    )
    {
        await _known.AppendAsync(fingerprint, masks, values, costs, cancellationToken);
        if (path != TargetFile.Standard && time.GetElapsedTime(_saved) > _interval)
        {
            await SaveAsync(fingerprint);
        }
    }
}
