using System.Runtime.CompilerServices;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Llm.Documents;

/// <summary>A value function that also sums what its ablations cost.</summary>
internal sealed class CostSum(IRowValueFunction inner) : IRowValueFunction
{
    /// <summary>What the ablations so far cost.</summary>
    public AblationCost Total { get; private set; }

    /// <inheritdoc/>
    public int PartCount => inner.PartCount;

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs => inner.Outputs;

    /// <inheritdoc/>
    public string Fingerprint => inner.Fingerprint;

    /// <inheritdoc/>
    public async ValueTask EvaluateAsync(
        MaskMatrix masks,
        Memory<double> values,
        CancellationToken cancellationToken = default
    )
    {
        await foreach (EvaluatedRow row in EvaluateRowsAsync(masks, cancellationToken))
        {
            row.Values.CopyTo(values[(row.Row * Outputs.Count)..]);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EvaluatedRow> EvaluateRowsAsync(
        MaskMatrix masks,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (EvaluatedRow row in inner.EvaluateRowsAsync(masks, cancellationToken))
        {
            Total += row.Cost;
            yield return row;
        }
    }
}
