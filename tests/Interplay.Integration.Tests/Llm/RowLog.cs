using System.Runtime.CompilerServices;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Llm;

/// <summary>Notes the rows that a value function gives, by their masks.</summary>
internal sealed class RowLog(IRowValueFunction function) : IRowValueFunction
{
    /// <summary>The masks that were given values.</summary>
    public List<string> Rows { get; } = [];

    public AblationCost Cost { get; private set; }

    public int PartCount => function.PartCount;

    public IReadOnlyList<string> Outputs => function.Outputs;

    public string Fingerprint => function.Fingerprint;

    public async IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (
            IReadOnlyList<EvaluatedRow> rows in function.EvaluateRowsAsync(masks, cancellationToken)
        )
        {
            foreach (EvaluatedRow row in rows)
            {
                Rows.Add(masks.GetMask(row.Row).ToString());
                Cost += row.Cost;
            }

            yield return rows;
        }
    }
}
