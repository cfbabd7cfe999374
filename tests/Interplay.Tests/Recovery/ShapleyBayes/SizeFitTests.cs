using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.ShapleyBayes;

namespace Interplay.Tests.Recovery.ShapleyBayes;

public sealed class SizeFitTests
{
    [Theory]
    [InlineData(5, 21)]
    [InlineData(8, 40)]
    [InlineData(9, 43)]
    public void The_gradient_is_that_of_the_objective(int parts, int masks)
    {
        ulong seed = (ulong)System.Diagnostics.Stopwatch.GetTimestamp();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new SeededRandom(seed);
        SizedRows rows = SizedRows.Of(
            new SizedDesign(isEven: true, hasNeighbours: false).Draw(
                parts,
                Math.Min(masks, (1 << parts) - 2),
                random
            )
        );
        double[] y = [.. Enumerable.Range(0, rows.Count).Select(_ => random.NextGaussian())];
        foreach (FunctionPart part in Enum.GetValues<FunctionPart>())
        {
            var fit = new SizeFit(rows, y, part);
            double[] x =
            [
                .. SizeKernel.Centre(parts).Select(value => value + random.NextGaussian() / 3),
            ];
            // A white part that is not small: with pairs in one half the matrix would be singular.
            x[^1] = Math.Log(0.3);
            var gradient = new double[x.Length];
            fit.Objective(x, gradient);
            var unused = new double[x.Length];
            for (int i = 0; i < x.Length; i++)
            {
                const double Step = 1e-5;
                double at = x[i];
                x[i] = at + Step;
                double above = fit.Objective(x, unused);
                x[i] = at - Step;
                double below = fit.Objective(x, unused);
                x[i] = at;
                double slope = (above - below) / (2 * Step);
                Assert.True(
                    Math.Abs(slope - gradient[i]) < 1e-5 * (1 + Math.Abs(slope)),
                    $"seed {seed}, {part}, {i}: {gradient[i]} for {slope}"
                );
            }
        }
    }
}
