using Interplay.Masks;
using Interplay.Training.Parts;
using Interplay.Training.Refits;
using Interplay.Training.Tables;

namespace Interplay.Integration.Tests.Training;

/// <summary>Refits against their definition: what they minimise has no slope there, and no answer depends on the number of threads.</summary>
public sealed class RefitTests
{
    private const int Rows = 120;
    private const int Columns = 6;
    private const double Penalty = 0.5;

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public async Task Ridge_and_logistic_weights_solve_their_equations(ulong seed)
    {
        TrainingData train = Data(seed, Rows);
        // Test rows of zeros and units: their scores are the constant, and the constant plus one weight.
        var probes = new double[(Columns + 1) * Columns];
        for (int column = 0; column < Columns; column++)
        {
            probes[(column + 1) * Columns + column] = 1;
        }

        var test = new TrainingData(probes, [1, 1, 1, 1, 1, 1, 1]);
        DataLens lens = DataLens.OfGroups([
            .. Enumerable.Range(0, Rows).Select(row => row < 5 ? "" : $"g{row % 11}"),
        ]);
        var options = new RetrainingOptions { Penalty = Penalty };
        MaskMatrix masks = Masks(seed, 20, lens.Parts.Count);
        foreach (bool isLogistic in new[] { false, true })
        {
            RetrainingFunction function = isLogistic
                ? RetrainingFunction.Logistic(train, test, lens, options)
                : RetrainingFunction.Ridge(train, test, lens, options);
            var values = new double[masks.RowCount * 7];
            await function.EvaluateAsync(masks, values, TestContext.Current.CancellationToken);
            for (int row = 0; row < masks.RowCount; row++)
            {
                double[] scores = values[(row * 7)..((row + 1) * 7)];
                double[] weights = [scores[0], .. scores[1..].Select(score => score - scores[0])];
                double slope = Slope(train, lens.Ablate(masks.GetMask(row)), weights, isLogistic);
                // The objective is penalty-strongly convex: the weights are within slope / penalty of the solution.
                Assert.True(
                    slope / Penalty < 1e-6,
                    $"seed {seed}, mask {row}, logistic {isLogistic}: {slope}"
                );
            }
        }
    }

    [Fact]
    public async Task Threads_change_no_bit()
    {
        TrainingData train = Data(5, Rows);
        TrainingData test = Data(6, 9);
        DataLens lens = DataLens.OfRows(Rows);
        MaskMatrix masks = Masks(5, 64, Rows);
        var one = new double[64 * 9];
        var four = new double[64 * 9];
        await RetrainingFunction
            .Logistic(train, test, lens, new RetrainingOptions { Threads = 1 })
            .EvaluateAsync(masks, one, TestContext.Current.CancellationToken);
        await RetrainingFunction
            .Logistic(train, test, lens, new RetrainingOptions { Threads = 4 })
            .EvaluateAsync(masks, four, TestContext.Current.CancellationToken);
        Assert.Equal(one, four);
    }

    [Fact]
    public async Task Neighbours_vote_as_counted_by_hand()
    {
        var train = new TrainingData([0, 1, 2, 3], [1, -1, 1, 1]);
        var test = new TrainingData([0], [1]);
        RetrainingFunction function = RetrainingFunction.NearestNeighbours(
            train,
            test,
            DataLens.OfRows(4),
            new RetrainingOptions { Neighbours = 2 }
        );
        MaskMatrix masks = MaskMatrix.From([
            Mask.Parse("1111"),
            Mask.Parse("1011"),
            Mask.Parse("0100"),
            Mask.Parse("0000"),
        ]);
        var values = new double[4];
        await function.EvaluateAsync(masks, values, TestContext.Current.CancellationToken);
        Assert.Equal(
            [0, Math.Log(3), -Math.Log(2), 0],
            values.Select(value => Math.Round(value, 12)),
            (a, b) => Math.Abs(a - b) < 1e-9
        );
    }

    private static TrainingData Data(ulong seed, int rows)
    {
        var random = new SeededRandom(seed);
        double[] features =
        [
            .. Enumerable.Range(0, rows * Columns).Select(_ => random.NextGaussian()),
        ];
        return new TrainingData(
            features,
            [
                .. Enumerable
                    .Range(0, rows)
                    .Select(row => features[row * Columns] + random.NextGaussian() > 0 ? 1.0 : -1),
            ]
        );
    }

    private static MaskMatrix Masks(ulong seed, int count, int parts)
    {
        var random = new SeededRandom(seed, 1);
        return MaskMatrix.Create(
            count,
            parts,
            (row, words) =>
            {
                // The first mask keeps nothing.
                for (int word = 0; row > 0 && word < words.Length; word++)
                {
                    words[word] = random.NextBits();
                }
            }
        );
    }

    private static double Slope(
        TrainingData data,
        IReadOnlyList<int> rows,
        double[] weights,
        bool isLogistic
    )
    {
        double[] slope = [.. weights.Select(weight => Penalty * weight)];
        foreach (int row in rows)
        {
            double[] x = [1, .. data.Row(row)];
            double score = x.Zip(weights, (a, b) => a * b).Sum();
            double y = data.Targets[row];
            double pull = isLogistic ? -y / (1 + Math.Exp(y * score)) : score - y;
            for (int i = 0; i < x.Length; i++)
            {
                slope[i] += pull * x[i];
            }
        }

        return Math.Sqrt(slope.Sum(part => part * part));
    }
}
