using System.Globalization;
using Interplay.Recovery.Folds;

namespace Interplay.Recovery.ProxySpex;

/// <summary>
/// Chooses the pool, the penalties and the number of terms with the least cross-validated error. Equal penalties are tried on every pool.
/// Where they leave more than a little unexplained, the function is not sparse, and penalties that follow the proxy's own coefficients are
/// tried as well: on the games of sixteen parts they lift R2 by up to 0.1.
/// </summary>
internal static class SupportSearch
{
    /// <summary>Below this share of the variance left, equal penalties are good enough.</summary>
    private const double SparseEnough = 0.02;

    /// <summary>Pools with fewer terms have nothing to weigh.</summary>
    private const int LeastPool = 12;

    /// <summary>Below this share of the variance left, the penalty itself may be most of it, and none is tried.</summary>
    private const double NearlyExact = 0.01;

    private static readonly SelectionRule Unpenalised = new(1e-9, 0);
    private static readonly SelectionRule Equal = new(0.003, 0);
    private static readonly SelectionRule Weighted = new(0.003, 2);
    private static readonly SelectionRule[] Others = [new(0.001, 2), new(0.01, 2), new(0.03, 1)];

    public static SupportChoice Best(
        FoldedValues data,
        IReadOnlyList<ReadPool> pools,
        int maxTerms,
        List<string> notes
    )
    {
        var choices = new List<SupportChoice>();
        foreach (ReadPool pool in pools)
        {
            choices.Add(SupportChoice.Of(data, pool, maxTerms, Equal));
        }

        if (Least(choices).Error > SparseEnough)
        {
            foreach (ReadPool pool in pools)
            {
                if (pool.Folds.Max(static terms => terms.Count) >= LeastPool)
                {
                    choices.Add(SupportChoice.Of(data, pool, maxTerms, Weighted));
                }
            }

            SupportChoice soFar = Least(choices);
            if (soFar.Rule == Weighted)
            {
                foreach (SelectionRule rule in Others)
                {
                    choices.Add(SupportChoice.Of(data, soFar.Pool, maxTerms, rule));
                }
            }
        }

        if (Least(choices) is { Error: < NearlyExact } nearly)
        {
            choices.Add(SupportChoice.Of(data, nearly.Pool, maxTerms, Unpenalised));
        }

        foreach (IGrouping<ReadPool, SupportChoice> tried in choices.GroupBy(static c => c.Pool))
        {
            SupportChoice best = Least([.. tried]);
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Proxy {best.Pool.Name} ({best.Pool.Settings}): cross-validated R2 {1 - best.Error:0.0000} with {best.Terms} terms."
                )
            );
        }

        return Least(choices);
    }

    private static SupportChoice Least(List<SupportChoice> choices) =>
        choices.MinBy(static choice => choice.Error)!;
}
