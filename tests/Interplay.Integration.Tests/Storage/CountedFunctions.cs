using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Storage;

/// <summary>A value function that counts what it is asked for, a batch at a time.</summary>
internal sealed class CountedBatches(Action<int> count) : IValueFunction
{
    public int PartCount => 70;

    public IReadOnlyList<string> Outputs { get; } = JournalRows.Subject("c").Outputs;

    public string Fingerprint => "counted";

    public async ValueTask EvaluateAsync(
        MaskMatrix masks,
        Memory<double> values,
        CancellationToken cancellationToken = default
    )
    {
        count(masks.RowCount);
        await Task.Yield();
        JournalRows.Values(masks).CopyTo(values);
    }
}

/// <summary>The same, a row at a time.</summary>
internal sealed class CountedRows(Action<int> count) : IRowValueFunction
{
    public int PartCount => 70;

    public IReadOnlyList<string> Outputs { get; } = JournalRows.Subject("c").Outputs;

    public string Fingerprint => "counted";

    public IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        CancellationToken cancellationToken = default
    ) => EvaluateRowsAsync(masks, RowClaims.All, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        RowClaims claims,
        CancellationToken cancellationToken = default
    ) =>
        RowWorkers.RunAsync(
            Enumerable.Range(0, masks.RowCount),
            3,
            claims.IsTakenAsync,
            async (row, _) =>
            {
                count(1);
                await Task.Yield();
                return [new EvaluatedRow(row, JournalRows.Values(masks.Slice(row, 1)), default)];
            },
            cancellationToken
        );
}
