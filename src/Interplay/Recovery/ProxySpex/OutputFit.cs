using System.Numerics.Tensors;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery.Proxies;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.ProxySpex;

/// <summary>ProxySPEX on the values of one output: proxies, pools of terms, choice by cross-validation, closing refit.</summary>
internal sealed class OutputFit
{
    /// <summary>Most terms read from one proxy.</summary>
    private const int PoolSize = 500;

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

    public (OutputRecovery Recovery, List<string> Notes) Run(
        double[] values,
        CancellationToken cancellationToken
    )
    {
        double mean = TensorPrimitives.Sum<double>(values) / values.Length;
        var standard = new double[values.Length];
        TensorPrimitives.Subtract(values, mean, standard);
        double deviation = Math.Sqrt(
            TensorPrimitives.SumOfSquares<double>(standard) / values.Length
        );
        if (deviation <= 1e-12 * Math.Abs(mean) || deviation == 0)
        {
            return (Constant(mean), ["Every value is the same: the spectrum is a constant."]);
        }

        TensorPrimitives.Divide(standard, deviation, standard);
        var data = new FoldedValues(_masks, standard);
        var notes = new List<string>();
        List<ReadPool> pools = Read(data, notes, cancellationToken);
        SupportChoice choice = SupportSearch.Best(data, pools, _maxTerms, notes);
        RidgeFit fit = choice.Refit(values, cancellationToken);
        notes.Add(
            $"Chosen: {choice.Pool.Name}, {fit.Terms.Count - 1} terms, {choice.Rule}, closing penalty {fit.Penalty:0.0e0}."
        );
        return (
            new OutputRecovery
            {
                Spectrum = new Spectrum(_masks.All.ColumnCount, fit.Terms),
                CrossValidatedR2 = FitInterval.Of(standard, choice.OutOfFold()),
                ResidualDeviation = fit.ResidualDeviation,
            },
            notes
        );
    }

    /// <summary>Tunes the proxies and reads their terms; where several are there, all of them together are one more pool.</summary>
    private List<ReadPool> Read(
        FoldedValues data,
        List<string> notes,
        CancellationToken cancellationToken
    )
    {
        var pools = new List<ReadPool>();
        foreach (IProxy proxy in _proxies)
        {
            IProxyStudy? study = proxy.Study(data, out string note, cancellationToken);
            if (study is null)
            {
                notes.Add(note);
                continue;
            }

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

    private OutputRecovery Constant(double value) =>
        new()
        {
            Spectrum = new Spectrum(
                _masks.All.ColumnCount,
                [new SpectrumTerm(PartSet.Empty, value, 0)]
            ),
            ResidualDeviation = 0,
        };
}
