using Interplay.Masks;
using Interplay.Recovery.Folds;
using Interplay.Recovery.Proxies;
using Interplay.Recovery.Proxies.Neural;
using Interplay.Recovery.Proxies.Trees;

namespace Interplay.Recovery.ProxySpex;

/// <summary>
/// ProxySPEX (Butler et al., NeurIPS 2025, arXiv 2505.17495): fits cheap proxies to uniform masks, reads the Fourier terms off them, and
/// refits the strongest. Past the paper, linear proxies compete with the trees, and the number of terms is chosen by cross-validation of the
/// refit instead of a fixed share of the energy.
/// </summary>
/// <remarks>
/// The cross-validated R2 comes from out-of-fold predictions of the whole chain: in every fold the proxies are fitted, read, selected from and
/// refitted without the masks predicted. Only the settings shared by the folds (proxy, number of trees, penalty, number of terms) were chosen
/// on the same folds, so it is optimistic by the little that this choice gains, and pessimistic because a fold learns from fewer masks. Values
/// with noise are scored as they are, noise included.
/// </remarks>
public sealed class ProxySpexMethod : IRecoveryMethod
{
    private const ulong FoldStream = 3;

    private readonly ProxySpexOptions _options;

    /// <summary>Creates the method.</summary>
    /// <param name="options">How it searches; null takes the defaults.</param>
    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    public ProxySpexMethod(ProxySpexOptions? options = null) =>
        _options = (options ?? ProxySpexOptions.Default).Validated();

    /// <inheritdoc/>
    public string Name => "proxyspex";

    /// <inheritdoc/>
    public bool ReadsAnyMasks => true;

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request) =>
        UniformPlan.Of(
            request,
            Name,
            2 * _options.Folds,
            $"{_options.Folds}-fold cross-validation needs at least two masks a fold"
        );

    /// <inheritdoc/>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        var outputs = new PerOutput(plan, values);
        int rows = plan.Masks.RowCount;
        if (rows < 4)
        {
            throw new BudgetTooSmallException(rows, 4, "cross-validation needs two masks a fold");
        }

        MaskFolds folds = MaskFolds.Split(
            plan.Masks,
            Math.Min(_options.Folds, rows / 2),
            new SeededRandom(plan.Request.Seed, FoldStream)
        );
        var fit = new OutputFit(
            folds,
            ProxiesOf(_options),
            _options.MaxTerms,
            plan.Request.MaxOrder ?? int.MaxValue
        );
        return outputs.Recover(
            Name,
            (output, _) => fit.Run(output, cancellationToken),
            progress,
            cancellationToken,
            sideBySide: true
        );
    }

    /// <summary>The proxies that some options ask for.</summary>
    internal static IProxy[] ProxiesOf(ProxySpexOptions options) =>
        [
            .. options.Proxies.Select<ProxyKind, IProxy>(kind =>
                kind switch
                {
                    ProxyKind.Trees => new TreeProxy(
                        new TreeGrid(options.Depths, options.Rates, options.MaxTrees)
                    ),
                    ProxyKind.Linear1 => new LassoProxy(1),
                    ProxyKind.Linear2 => new LassoProxy(2),
                    ProxyKind.Neural => new NeuralProxy(new NeuralOptions()),
                    _ => new ScreenProxy(),
                }
            ),
        ];
}
