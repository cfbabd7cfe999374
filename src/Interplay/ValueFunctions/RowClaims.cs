using System.Runtime.CompilerServices;
using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>Which of some masks are left to this process where several share a journal (<see cref="IJournal.ClaimAsync"/>).</summary>
public sealed class RowClaims
{
    /// <summary>Rows that are claimed together for a function that cannot claim them one by one.</summary>
    private const int GroupRows = 64;

    private readonly IJournal? _journal;
    private readonly string _fingerprint;
    private readonly MaskMatrix _masks;
    private readonly bool[] _elsewhere;

    private RowClaims()
    {
        _fingerprint = "";
        _masks = MaskMatrix.Create(0, 1, static (_, _) => { });
        _elsewhere = [];
    }

    internal RowClaims(IJournal journal, string fingerprint, MaskMatrix masks)
    {
        _journal = journal;
        _fingerprint = fingerprint;
        _masks = masks;
        _elsewhere = new bool[masks.RowCount];
    }

    /// <summary>Every row is left to this process: no journal is shared.</summary>
    public static RowClaims All { get; } = new();

    /// <summary>Whether a row was asked for and is another process's.</summary>
    internal bool IsElsewhere(int row) => _elsewhere[row];

    /// <summary>Claims rows just before they are begun. Safe for many threads.</summary>
    /// <param name="rows">Rows of the matrix that was handed over.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Those that are to be evaluated; another process has the others or works at them.</returns>
    public async ValueTask<IReadOnlyList<int>> TakeAsync(
        IReadOnlyList<int> rows,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (_journal is null)
        {
            return rows;
        }

        var claimed = new bool[rows.Count];
        await _journal.ClaimAsync(
            _fingerprint,
            _masks.Select([.. rows]),
            claimed,
            cancellationToken
        );
        for (int i = 0; i < claimed.Length; i++)
        {
            _elsewhere[rows[i]] = !claimed[i];
        }

        return [.. rows.Where((_, i) => claimed[i])];
    }

    /// <summary>Claims one row; whether it is to be evaluated.</summary>
    /// <param name="row">Row of the matrix that was handed over.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async ValueTask<bool> IsTakenAsync(
        int row,
        CancellationToken cancellationToken = default
    ) => (await TakeAsync([row], cancellationToken)).Count > 0;

    /// <summary>Has a function evaluate what it may, some rows at a time.</summary>
    internal async IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> InGroupsAsync(
        IRowValueFunction function,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (int[] group in Enumerable.Range(0, _masks.RowCount).Chunk(GroupRows))
        {
            IReadOnlyList<int> taken = await TakeAsync(group, cancellationToken);
            if (taken.Count == 0)
            {
                continue;
            }

            await foreach (
                IReadOnlyList<EvaluatedRow> rows in function.EvaluateRowsAsync(
                    _masks.Select([.. taken]),
                    cancellationToken
                )
            )
            {
                yield return [.. rows.Select(row => row with { Row = taken[row.Row] })];
            }
        }
    }
}
