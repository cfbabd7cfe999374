using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.Proxies.Neural;

namespace Interplay.Tests.Recovery.Proxies.Neural;

public sealed class PerceptronTests
{
    [Theory]
    [InlineData(new[] { 5 })]
    [InlineData(new[] { 7, 4 })]
    [InlineData(new[] { 6, 5, 3 })]
    public void TheGradientIsThatOfFiniteDifferences(int[] widths)
    {
        const int Rows = 9;
        var random = new SeededRandom(3);
        using SingleMatrix signs = SignBatch.Of(Samples.Masks(Rows, 11, random).Columns);
        var network = new Perceptron(11, widths);
        network.Draw(random);
        foreach (ref float weight in network.Weights)
        {
            weight += 0.2f * (float)random.NextGaussian();
        }

        using var work = new PerceptronWork(network, Rows);
        using var gradient = new SingleMatrix(1, network.Weights.Length);
        float[] factors = [.. Enumerable.Range(0, Rows).Select(_ => (float)random.NextGaussian())];
        network.Forward(signs, Rows, work);
        network.Backward(signs, Rows, factors, work, gradient);
        const float Step = 0.01f;
        for (int i = 0; i < network.Weights.Length; i++)
        {
            float own = network.Weights[i];
            network.Weights[i] = own + Step;
            double above = Loss();
            network.Weights[i] = own - Step;
            double below = Loss();
            network.Weights[i] = own;
            Assert.Equal((above - below) / (2 * Step), gradient.Row(0)[i], 2e-3);
        }

        double Loss()
        {
            ReadOnlySpan<float> outputs = network.Forward(signs, Rows, work);
            double sum = 0;
            for (int row = 0; row < Rows; row++)
            {
                sum += factors[row] * outputs[row];
            }

            return sum;
        }
    }

    [Fact]
    public void SignsAreMinusOneWhereAPartIsKept()
    {
        MaskMatrix masks = Samples.Masks(70, 67, new SeededRandom(4));
        using SingleMatrix signs = SignBatch.Of(masks.Columns);
        for (int row = 0; row < masks.RowCount; row++)
        {
            for (int part = 0; part < masks.PartCount; part++)
            {
                Assert.Equal(masks[row, part] ? -1 : 1, signs.Row(row)[part]);
            }
        }
    }
}
