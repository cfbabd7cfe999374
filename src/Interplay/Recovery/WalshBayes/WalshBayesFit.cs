using Interplay.Masks;
using Interplay.Recovery.WalshBayes.Covariances;
using Interplay.Recovery.WalshBayes.Priors;
using Interplay.Recovery.WalshBayes.Spikes;

namespace Interplay.Recovery.WalshBayes;

/// <summary>WalshBayes fitted to the standardised values of one or more outputs: a shared smooth part, and spikes of each output's own.</summary>
internal sealed class WalshBayesFit : IDisposable
{
    /// <summary>Share of the variance that new spikes must explain before the smooth part is fitted again: with few masks, and with more.</summary>
    private const double WorthRefitting = 1e-3;
    private const double WorthRefittingMany = 0.02;
    private const int ManyFrom = 2048;

    /// <summary>With more masks each refit costs a factor of seconds, and the first one gives most of the gain.</summary>
    private const int DearFrom = 4096;

    /// <summary>Values of variance 1 have terms whose squares add up to about 1: spikes that explain more come from solutions that are too inexact.</summary>
    private const double MostExplained = 1.5;

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
    /// <param name="order">The rows in the order in which the fit of the hyper-parameters uses them.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    public static WalshBayesFit Run(
        MaskMatrix masks,
        float[][] y,
        WalshBayesSettings settings,
        int[] order,
        CancellationToken cancellationToken
    )
    {
        SmoothPrior prior = SmoothFit.Fit(masks, y, settings, order, cancellationToken);
        SmoothPosterior shared = SmoothPosterior.Of(prior, masks, y);
        var outputs = new OutputModel[y.Length];
        for (int output = 0; output < y.Length; output++)
        {
            outputs[output] = WithSpikes(
                shared,
                y[output],
                output,
                settings,
                order,
                cancellationToken
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
        int[] order,
        CancellationToken cancellationToken
    )
    {
        SpikeSet spikes = Spikes(shared, shared.Weights[output], null);
        var model = new OutputModel(shared, false, spikes);
        double worth = y.Length <= ManyFrom ? WorthRefitting : WorthRefittingMany;
        int most = y.Length <= DearFrom ? settings.MostRefits : Math.Min(1, settings.MostRefits);
        double before = 0;
        for (int again = 0; again < most; again++)
        {
            // Spikes that explain next to nothing leave the smooth part as it is.
            double explained = Explained(model.Spikes);
            if (explained <= before + worth)
            {
                break;
            }

            before = explained;
            SmoothPrior refit = SmoothFit.Refit(
                model.Posterior.Prior,
                shared.Masks,
                y,
                settings.Spread,
                model.Spikes.Variances,
                order,
                cancellationToken
            );
            SmoothPosterior posterior = SmoothPosterior.Of(refit, shared.Masks, [y]);
            SpikeSet found = Spikes(posterior, posterior.Weights[0], model.Spikes);
            if (found.WereGivenUp || !(Explained(found) <= MostExplained))
            {
                // Next to no noise is more than iterations can solve; the prior before had some.
                posterior.Dispose();
                break;
            }

            model.Dispose();
            model = new OutputModel(posterior, true, found);
        }

        return model;

        static double Explained(SpikeSet found) =>
            found.MeansUnder(found.Weights).Sum(static spike => spike.Mean * spike.Mean);

        SpikeSet Spikes(SmoothPosterior posterior, double[] weights, SpikeSet? known)
        {
            var search = new SpikeSearch(posterior, settings.MaxOrder);
            SpikeSet found =
                settings.Found is null
                    ? search.Run(
                        weights,
                        known,
                        settings.Proposed?[output] ?? [],
                        cancellationToken
                    )
                : settings.Found[output].Count == 0 ? new SpikeSet(posterior.Covariance, weights)
                : search.Confirm(weights, settings.Found[output]);
            found.Settle(y);
            return found;
        }
    }
}
