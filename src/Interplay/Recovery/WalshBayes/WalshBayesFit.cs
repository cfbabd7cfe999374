using Interplay.Masks;
using Interplay.Recovery.WalshBayes.Spikes;

namespace Interplay.Recovery.WalshBayes;

/// <summary>WalshBayes fitted to the standardised values of one or more outputs: a shared smooth part, and spikes of each output's own.</summary>
internal sealed class WalshBayesFit : IDisposable
{
    private const ulong SubsetStream = 4;
    private const ulong RefitStream = 5;

    private readonly IReadOnlyCollection<SmoothPosterior> _posteriors;

    private WalshBayesFit(IReadOnlyCollection<SmoothPosterior> posteriors, OutputModel[] outputs)
    {
        _posteriors = posteriors;
        Outputs = outputs;
    }

    /// <summary>The fitted model of each output.</summary>
    public IReadOnlyList<OutputModel> Outputs { get; }

    /// <summary>Fits.</summary>
    /// <param name="masks">The masks learned from.</param>
    /// <param name="y">Standardised values, one array an output.</param>
    /// <param name="settings">How.</param>
    /// <param name="seed">Chooses the subsets of rows.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <param name="given">Smooth priors that were fitted elsewhere, one an output; null fits one to these masks, shared by all outputs.</param>
    public static WalshBayesFit Run(
        MaskMatrix masks,
        float[][] y,
        WalshBayesSettings settings,
        ulong seed,
        CancellationToken cancellationToken,
        SmoothPrior[]? given = null
    )
    {
        if (given is null)
        {
            SmoothPrior prior = SmoothFit.Fit(
                masks,
                y,
                settings,
                new SeededRandom(seed, SubsetStream),
                cancellationToken
            );
            given = [.. y.Select(_ => prior)];
        }

        // Outputs under the same prior share one factorisation.
        var posteriors = new Dictionary<SmoothPrior, SmoothPosterior>(
            ReferenceEqualityComparer.Instance
        );
        var outputs = new OutputModel[y.Length];
        for (int output = 0; output < y.Length; output++)
        {
            if (!posteriors.TryGetValue(given[output], out SmoothPosterior? posterior))
            {
                posterior = SmoothPosterior.Of(given[output], masks, y);
                posteriors.Add(given[output], posterior);
            }

            outputs[output] = WithSpikes(
                posterior,
                y[output],
                output,
                settings,
                seed,
                cancellationToken
            );
        }

        return new WalshBayesFit(posteriors.Values, outputs);
    }

    public void Dispose()
    {
        foreach (OutputModel output in Outputs)
        {
            output.Dispose();
        }

        foreach (SmoothPosterior posterior in _posteriors)
        {
            posterior.Dispose();
        }
    }

    /// <summary>Searches, refits the smooth part with what was found, and searches again as long as more is found.</summary>
    private static OutputModel WithSpikes(
        SmoothPosterior shared,
        float[] y,
        int output,
        WalshBayesSettings settings,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        SpikeSet spikes = Spikes(shared, shared.Weights[output]);
        var model = new OutputModel(shared, false, spikes);
        for (int again = 0; again < settings.MostRefits && model.Spikes.Count > 0; again++)
        {
            SmoothPrior refit = SmoothFit.Refit(
                model.Posterior.Prior,
                shared.Masks,
                y,
                settings.Spread,
                [
                    .. model.Spikes.Variances.Select(static spike =>
                        (spike.Character, spike.Variance)
                    ),
                ],
                new SeededRandom(seed, RefitStream),
                cancellationToken
            );
            SmoothPosterior posterior = SmoothPosterior.Of(refit, shared.Masks, [y]);
            SpikeSet found = Spikes(posterior, posterior.Weights[0]);
            bool grew = found.Count > model.Spikes.Count;
            model.Dispose();
            model = new OutputModel(posterior, true, found);
            if (!grew)
            {
                break;
            }
        }

        return model;

        SpikeSet Spikes(SmoothPosterior posterior, double[] weights)
        {
            if (settings.Found is null)
            {
                return new SpikeSearch(posterior, settings.MaxOrder).Run(
                    weights,
                    cancellationToken
                );
            }

            return settings.Found[output].Count == 0
                ? new SpikeSet(posterior.Factor, weights)
                : new SpikeSearch(posterior, settings.MaxOrder).Confirm(
                    weights,
                    settings.Found[output]
                );
        }
    }
}
