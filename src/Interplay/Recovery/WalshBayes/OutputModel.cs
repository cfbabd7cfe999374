using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes.Covariances;
using Interplay.Recovery.WalshBayes.Priors;
using Interplay.Recovery.WalshBayes.Spikes;

namespace Interplay.Recovery.WalshBayes;

/// <summary>The fitted model of one output: smooth posterior, spikes, and the weights a that both share.</summary>
internal sealed class OutputModel(SmoothPosterior posterior, bool owns, SpikeSet spikes)
    : IDisposable
{
    public SmoothPosterior Posterior { get; } = posterior;

    public SpikeSet Spikes { get; } = spikes;

    private double[] Weights => Spikes.Weights;

    /// <summary>Predictions at other masks, in the unit of the standardised values.</summary>
    public double[] Predict(MaskMatrix masks)
    {
        using SingleMatrix z = SignRows.Of(masks);
        using SingleMatrix kernel = SmoothKernel.Between(Posterior.Prior, z, Posterior.Z);
        float[] weights = [.. Weights.Select(static weight => (float)weight)];
        var predictions = new double[masks.RowCount];
        Parallel.For(
            0,
            masks.RowCount,
            row => predictions[row] = TensorPrimitives.Dot(kernel.Row(row), weights)
        );
        foreach ((PartSet parts, double mean) in Spikes.MeansUnder(Weights))
        {
            for (int row = 0; row < predictions.Length; row++)
            {
                predictions[row] += mean * parts.Character(masks.Row(row));
            }
        }

        return predictions;
    }

    /// <summary>The largest posterior means, the constant first, in the unit of the standardised values.</summary>
    public List<(PartSet Parts, double Mean)> Terms(int count, int maxOrder) =>
        Terms(Posterior.Prior, Weights, count, maxOrder);

    /// <summary>The same from a prior and weights of fewer of the rows: zero where a row is not used.</summary>
    public List<(PartSet Parts, double Mean)> Terms(
        SmoothPrior prior,
        double[] weights,
        int count,
        int maxOrder
    )
    {
        var smooth = SmoothReadOut.Largest(
            prior,
            Posterior.Masks,
            Posterior.Z,
            weights,
            count,
            maxOrder
        );
        Dictionary<PartSet, double> means = smooth.ToDictionary(
            static term => term.Parts,
            static term => term.Mean
        );
        foreach ((PartSet parts, double mean) in Spikes.MeansUnder(weights))
        {
            // The smooth part has its own share of a spike's coefficient; where the read-out left it out it is below the last term kept.
            means[parts] = means.GetValueOrDefault(parts) + mean;
        }

        double constant =
            (prior.Offset + prior.ExponentialBase()) * TensorPrimitives.Sum<double>(weights);
        return
        [
            (PartSet.Empty, constant),
            .. means
                .OrderByDescending(static term => Math.Abs(term.Value))
                .ThenBy(static term => term.Key)
                .Take(count)
                .Select(static term => (term.Key, term.Value)),
        ];
    }

    /// <summary>
    /// Posterior standard deviations, sqrt(v - v^2 chi'A chi) with A the inverse of the whole covariance of the values, spikes included, and v
    /// the prior variance of the term. Where the quadratic forms are dear, with many rows, a character stands to the rest of the covariance as
    /// random signs do, so that chi'A chi = t / (1 + v t) with t = tr A. In the unit of the standardised values.
    /// </summary>
    public double[] Deviations(IReadOnlyList<PartSet> sets)
    {
        SmoothPrior prior = Posterior.Prior;
        double exponentialBase = prior.ExponentialBase();
        double[] slopes = [.. prior.Relevances.Select(static relevance => Math.Tanh(relevance))];
        Dictionary<PartSet, double> own = Spikes.Variances.ToDictionary(
            static spike => spike.Parts,
            static spike => spike.Variance
        );
        bool exact = Posterior.Covariance.HasCheapQuadratics;
        double[] quadratic = exact ? Spikes.Quadratic(sets, Posterior.Masks) : [];
        double trace = exact ? 0 : Posterior.Covariance.Trace;
        var deviations = new double[sets.Count];
        for (int i = 0; i < deviations.Length; i++)
        {
            double variance =
                prior.Variance(sets[i], exponentialBase, slopes) + own.GetValueOrDefault(sets[i]);
            deviations[i] = Math.Sqrt(
                exact
                    ? Math.Max(variance - variance * variance * quadratic[i], 0)
                    : variance / (1 + variance * trace)
            );
        }

        return deviations;
    }

    public void Dispose()
    {
        if (owns)
        {
            Posterior.Dispose();
        }
    }
}
