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
    public async IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (
            IReadOnlyList<EvaluatedRow> rows in inner.EvaluateRowsAsync(masks, cancellationToken)
        )
        {
            foreach (EvaluatedRow row in rows)
            {
                Total += row.Cost;
            }

            yield return rows;
        }
    }
}
