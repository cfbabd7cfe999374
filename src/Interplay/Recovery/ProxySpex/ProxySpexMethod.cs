using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Proxies;

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
    private const ulong MaskStream = 1;
    private const ulong HeldOutStream = 2;
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
    public MaskPlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validated();
        long all = request.PartCount < 31 ? 1L << request.PartCount : long.MaxValue;
        int budget = (int)Math.Min(request.Budget, all);
        int heldOut = request.HeldOut;
        int learn = budget - heldOut;
        long least = Math.Min(2L * _options.Folds, all);
        if (learn < least)
        {
            throw new BudgetTooSmallException(
                request.Budget,
                (int)least + heldOut,
                $"{_options.Folds}-fold cross-validation needs at least two masks a fold"
                    + (heldOut > 0 ? $" besides the {heldOut} held out" : "")
            );
        }

        var taken = new MaskIndex(request.PartCount, budget);
        MaskMatrix masks = UniformDesign.Draw(
            request.PartCount,
            learn,
            new SeededRandom(request.Seed, MaskStream),
            taken
        );
        return new MaskPlan
        {
            Method = Name,
            Design = new UniformDesign(),
            Request = request,
            Masks = masks,
            HeldOut =
                heldOut > 0
                    ? UniformDesign.Draw(
                        request.PartCount,
                        heldOut,
                        new SeededRandom(request.Seed, HeldOutStream),
                        taken
                    )
                    : null,
            Notes = budget == all ? ["The budget covers every mask there is."] : [],
        };
    }

    /// <inheritdoc/>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        int rows = plan.Masks.RowCount;
        if (rows == 0 || values.Length == 0 || values.Length % rows != 0)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "values-mismatched",
                $"A plan of {rows} masks needs the same number of values for each; found {values.Length} values."
            );
        }

        int outputs = values.Length / rows;
        double[][] columns = Columns(values, outputs);
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
            [.. _options.Proxies.Select(Proxy)],
            _options.MaxTerms,
            plan.Request.MaxOrder ?? int.MaxValue
        );
        var results = new (OutputRecovery Recovery, List<string> Notes)[outputs];
        int done = 0;
        Parallel.For(
            0,
            outputs,
            new ParallelOptions { CancellationToken = cancellationToken },
            output =>
            {
                results[output] = fit.Run(columns[output], cancellationToken);
                progress?.Report((double)Interlocked.Increment(ref done) / outputs);
            }
        );
        return new RecoveryResult
        {
            Method = Name,
            Outputs = [.. results.Select(static result => result.Recovery)],
            Notes =
            [
                .. results.SelectMany(
                    (result, output) =>
                        result.Notes.Select(note =>
                            outputs == 1 ? note : $"Output {output}: {note}"
                        )
                ),
            ],
        };
    }

    private static double[][] Columns(ReadOnlySpan<double> values, int outputs)
    {
        int rows = values.Length / outputs;
        var columns = new double[outputs][];
        for (int output = 0; output < outputs; output++)
        {
            columns[output] = new double[rows];
            for (int row = 0; row < rows; row++)
            {
                columns[output][row] = values[row * outputs + output];
            }
        }

        return columns;
    }

    private IProxy Proxy(ProxyKind kind) =>
        kind switch
        {
            ProxyKind.Trees => new TreeProxy(
                new TreeGrid(_options.Depths, _options.Rates, _options.MaxTrees)
            ),
            ProxyKind.Linear1 => new LassoProxy(1),
            ProxyKind.Linear2 => new LassoProxy(2),
            _ => new ScreenProxy(),
        };
}
