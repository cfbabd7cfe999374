using System.Globalization;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Recovery.Folds;
using Interplay.Recovery.Proxies;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.ProxySpex;

/// <summary>ProxySPEX on the values of one output: proxies, pools of terms, choice by cross-validation, closing refit.</summary>
internal sealed class OutputFit
{
    /// <summary>Most terms read from one proxy.</summary>
    private const int PoolSize = 500;

    /// <summary>Where a proxy leaves less of the variance than this, no strong term without a lower-order trace can be hidden.</summary>
    private const double NoTracelessTerm = 0.05;

    private readonly MaskFolds _masks;
    private readonly IReadOnlyList<IProxy> _proxies;
    private readonly int _maxTerms;
    private readonly int _maxOrder;

    public OutputFit(MaskFolds masks, IReadOnlyList<IProxy> proxies, int maxTerms, int maxOrder)
    {
        _masks = masks;
        _proxies = proxies;
        _maxTerms = maxTerms;
        _maxOrder = maxOrder;
    }

    public OutputRecovery Run(OutputWork output, CancellationToken cancellationToken)
    {
        StandardisedValues values = output.Standardised;
        if (output.IsConstant)
        {
            output.Notes.Add("Every value is the same: the spectrum is a constant.");
            return values.ConstantRecovery(_masks.All.ColumnCount);
        }

        SupportChoice choice = Choose(values.Values, output.Notes, cancellationToken);
        RidgeFit fit = choice.Refit(output.Raw, cancellationToken);
        output.Notes.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Chosen: {choice.Pool.Name}, {fit.Terms.Count - 1} terms, {choice.Rule}, closing penalty {fit.Penalty:0.0e0}."
            )
        );
        double[] outOfFold = choice.OutOfFold();
        return new OutputRecovery
        {
            Spectrum = new Spectrum(_masks.All.ColumnCount, fit.Terms),
            CrossValidatedR2 = Faithfulness.OfResiduals(outOfFold, values.Values).R2,
            OutOfFoldResiduals = values.InUnit(outOfFold),
            ResidualDeviation = fit.ResidualDeviation,
        };
    }

    /// <summary>The pool of terms and how many of them to keep, by cross-validation on standardised values.</summary>
    public SupportChoice Choose(
        double[] values,
        List<string> notes,
        CancellationToken cancellationToken
    )
    {
        var data = new FoldedValues(_masks, values);
        List<ReadPool> pools = Read(data, notes, cancellationToken);
        return SupportSearch.Best(data, pools, _maxTerms, notes);
    }

    /// <summary>Tunes the proxies and reads their terms; where several are there, all of them together are one more pool.</summary>
    private List<ReadPool> Read(
        FoldedValues data,
        List<string> notes,
        CancellationToken cancellationToken
    )
    {
        var pools = new List<ReadPool>();
        double least = double.PositiveInfinity;
        foreach (IProxy proxy in _proxies)
        {
            if (proxy is ScreenProxy && least < NoTracelessTerm)
            {
                notes.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The {proxy.Name} was left out: another proxy already explains all but {least:0.000} of the variance."
                    )
                );
                continue;
            }

            IProxyStudy? study = proxy.Study(data, least, out string note, cancellationToken);
            if (study is null)
            {
                notes.Add(note);
                continue;
            }

            least = Math.Min(least, study.Error);
            pools.Add(ReadPool.Of(proxy, study, data.FoldCount, PoolSize, _maxOrder));
        }

        if (pools.Count == 0)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "no-proxy-affordable",
                $"None of the proxies asked for can be afforded. {string.Join(' ', notes)}"
            );
        }

        if (pools.Count > 1)
        {
            pools.Add(ReadPool.Union(pools, PoolSize));
        }

        return pools;
    }
}
