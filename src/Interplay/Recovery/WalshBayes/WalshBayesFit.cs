using Interplay.Masks;
using Interplay.Recovery.WalshBayes.Spikes;

namespace Interplay.Recovery.WalshBayes;

/// <summary>WalshBayes fitted to the standardised values of one or more outputs: a shared smooth part, and spikes of each output's own.</summary>
internal sealed class WalshBayesFit : IDisposable
{
    private const int MostRefits = 3;
    private const ulong SubsetStream = 4;
    private const ulong RefitStream = 5;

    private readonly SmoothPosterior _shared;

    private WalshBayesFit(SmoothPosterior shared, OutputModel[] outputs)
    {
        _shared = shared;
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
    public static WalshBayesFit Run(
        MaskMatrix masks,
        float[][] y,
        WalshBayesSettings settings,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        SmoothPrior prior = SmoothFit.Fit(
            masks,
            y,
            settings,
            new SeededRandom(seed, SubsetStream),
            cancellationToken
        );
        SmoothPosterior shared = SmoothPosterior.Of(prior, masks, y);
        var outputs = new OutputModel[y.Length];
        for (int output = 0; output < y.Length; output++)
        {
            outputs[output] = settings.SpikesFor(output)
                ? WithSpikes(shared, y[output], output, settings, seed, cancellationToken)
                : new OutputModel(
                    shared,
                    false,
                    new SpikeSet(shared.Factor, shared.Weights[output])
                );
        }

        return new WalshBayesFit(shared, outputs);
    }

    public void Dispose()
    {
        foreach (OutputModel output in Outputs)
        {
            output.Dispose();
        }

        _shared.Dispose();
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
        SpikeSet spikes = new SpikeSearch(shared, settings.MaxOrder).Run(
            shared.Weights[output],
            cancellationToken
        );
        var model = new OutputModel(shared, false, spikes);
        for (int again = 0; again < MostRefits && model.Spikes.Count > 0; again++)
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
            SpikeSet found = new SpikeSearch(posterior, settings.MaxOrder).Run(
                posterior.Weights[0],
                cancellationToken
            );
            bool grew = found.Count > model.Spikes.Count;
            model.Dispose();
            model = new OutputModel(posterior, true, found);
            if (!grew)
            {
                break;
            }
        }

        return model;
    }
}
