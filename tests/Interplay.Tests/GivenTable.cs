using Interplay.Masks;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Tests;

/// <summary>What the library makes of masks whose values are there.</summary>
internal static class GivenTable
{
    /// <param name="masks">The masks.</param>
    /// <param name="values">One value each.</param>
    /// <param name="options">How; null takes the defaults.</param>
    public static Explanation Explain(
        MaskMatrix masks,
        double[] values,
        ExplainOptions? options = null
    ) =>
        Explainer
            .Recover(
                new RecoveryRequest
                {
                    Learned = new Ablations
                    {
                        Masks = masks,
                        Outputs = ["value"],
                        Values = values,
                        Evaluated = masks.RowCount,
                    },
                    Options = options ?? new ExplainOptions(),
                    Fingerprint = "given",
                },
                cancellationToken: TestContext.Current.CancellationToken
            )
            .Explanation;
}
