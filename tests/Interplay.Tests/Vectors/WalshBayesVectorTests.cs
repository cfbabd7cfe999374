using System.Text.Json;
using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes;
using Interplay.Recovery.WalshBayes.Covariances;
using Interplay.Recovery.WalshBayes.Priors;
using Interplay.Recovery.WalshBayes.Spikes;

namespace Interplay.Tests.Vectors;

/// <summary>WalshBayes at fixed hyper-parameters against double-precision values that were checked against the sum over all subsets.</summary>
public sealed class WalshBayesVectorTests
{
    private readonly JsonElement _golden = JsonDocument
        .Parse(File.ReadAllBytes(Repository.Data("golden", "walshbayes.json")))
        .RootElement;

    [Fact]
    public void TheKernelAgrees()
    {
        MaskMatrix masks = Masks();
        using SingleMatrix z = SignRows.Of(masks);
        using SingleMatrix kernel = SmoothKernel.Between(Prior(), z, z);
        double[] expected = Numbers("kernelRow0");
        for (int row = 0; row < expected.Length; row++)
        {
            double noise = row == 0 ? Prior().Noise : 0;
            Assert.Equal(expected[row], kernel.Row(row)[0] + noise, 2e-5);
        }
    }

    [Fact]
    public void ThePosteriorAgrees()
    {
        (float[] y, double mean, double deviation) = Standardised();
        SmoothPrior prior = Prior();
        using SmoothPosterior posterior = SmoothPosterior.Of(prior, Masks(), [y]);
        double[] a = Numbers("a");
        for (int row = 0; row < a.Length; row++)
        {
            Assert.Equal(a[row], posterior.Weights[0][row], 5e-4);
        }

        using var model = new OutputModel(
            posterior,
            false,
            new SpikeSet(posterior.Covariance, posterior.Weights[0])
        );
        JsonProperty[] terms = [.. _golden.GetProperty("coefficients").EnumerateObject()];
        PartSet[] sets =
        [
            .. terms.Select(term => PartSet.Of([.. term.Name.Split(',').Select(int.Parse)])),
        ];
        double[] errors = model.Deviations(sets);
        var read = model.Terms(5000, 10);
        double[] slopes = [.. prior.Relevances.Select(relevance => Math.Tanh(relevance))];
        for (int i = 0; i < terms.Length; i++)
        {
            Assert.Equal(
                terms[i].Value.GetProperty("priorVariance").GetDouble(),
                prior.Variance(sets[i], prior.ExponentialBase(), slopes),
                1e-9
            );
            Assert.Equal(
                terms[i].Value.GetProperty("mean").GetDouble(),
                deviation * read.Single(term => term.Parts == sets[i]).Mean,
                2e-4
            );
            Assert.Equal(terms[i].Value.GetProperty("sd").GetDouble(), deviation * errors[i], 2e-4);
        }

        Assert.Equal(
            _golden.GetProperty("constant").GetDouble(),
            mean + deviation * read[0].Mean,
            2e-4
        );
    }

    [Fact]
    public void TheObjectiveAndItsGradientAgree()
    {
        SmoothPrior prior = Prior();
        using SingleMatrix z = SignRows.Of(Masks());
        var parameters = new SmoothParameters(prior.PartCount, 3, 1.5);
        using var objective = new SmoothObjective(
            parameters,
            z,
            [Standardised().Values],
            prior.LocalWeights
        );
        var gradient = new double[parameters.Count];
        double value = objective.Evaluate(SmoothParameters.FromPrior(prior), gradient);
        Assert.Equal(_golden.GetProperty("objective").GetDouble(), value, 2e-4);
        double[] expected = Numbers("gradient");
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], gradient[i], 1e-3);
        }
    }

    private MaskMatrix Masks() =>
        MaskMatrix.From([
            .. _golden
                .GetProperty("masks")
                .EnumerateArray()
                .Select(mask => Mask.Parse(mask.GetString())),
        ]);

    private (float[] Values, double Mean, double Deviation) Standardised()
    {
        double[] values = Numbers("values");
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return ([.. values.Select(value => (float)((value - mean) / deviation))], mean, deviation);
    }

    private SmoothPrior Prior() =>
        new()
        {
            Relevances = Numbers("b"),
            Offset = _golden.GetProperty("s0").GetDouble(),
            Linear = _golden.GetProperty("s1").GetDouble(),
            Exponential = _golden.GetProperty("s2").GetDouble(),
            FlatPairs = _golden.GetProperty("v2").GetDouble(),
            Local = Numbers("vl"),
            LocalWeights =
            [
                .. _golden
                    .GetProperty("W")
                    .EnumerateArray()
                    .Select(row => row.EnumerateArray().Select(w => w.GetDouble()).ToArray()),
            ],
            Noise = _golden.GetProperty("noise").GetDouble(),
        };

    private double[] Numbers(string name) =>
        [.. _golden.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
