using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>
/// A value function whose ablations come back one by one, in any order, as those of an endpoint do: each is made durable as soon as it is there,
/// not when the slowest of its batch is.
/// </summary>
public interface IRowValueFunction : IValueFunction
{
    /// <summary>Evaluates masks, many at a time where that helps, and gives each as soon as it is known.</summary>
    /// <param name="masks">The masks, one a row; all that are still wanted, so that the function may choose their order.</param>
    /// <param name="cancellationToken">Stops asking; what is known by then is still given before the stream throws.</param>
    /// <returns>
    /// Each row once, together with those that came meanwhile. Asking for the next ones says that those before are kept: until then their places
    /// among those in flight stay taken, so that a process that dies loses no more than are in flight. A stream that fails gives first what had
    /// come back.
    /// </returns>
    IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// The same, where other processes work at the same masks: before a row is begun its claim is taken, and rows that others have are left out. Without an
    /// implementation of its own a function is given rows in groups, at whose ends it may have little to do.
    /// </summary>
    /// <param name="masks">The masks, one a row.</param>
    /// <param name="claims">Says which rows are left to this process.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        RowClaims claims,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(claims);
        return claims.InGroupsAsync(this, cancellationToken);
    }

    /// <inheritdoc/>
    async ValueTask IValueFunction.EvaluateAsync(
        MaskMatrix masks,
        Memory<double> values,
        CancellationToken cancellationToken
    )
    {
        await foreach (
            IReadOnlyList<EvaluatedRow> rows in EvaluateRowsAsync(masks, cancellationToken)
        )
        {
            foreach (EvaluatedRow row in rows)
            {
                row.Values.CopyTo(values.Slice(row.Row * Outputs.Count, Outputs.Count));
            }
        }
    }
}
