using Interplay.Masks;
using Interplay.Training.Tables;

namespace Interplay.Integration.Tests.Training;

/// <summary>Rows and masks drawn from a seed.</summary>
internal static class DrawnRows
{
    /// <summary>Gaussian features; the first two and their product decide the class, or the number.</summary>
    public static TrainingData Of(ulong seed, int rows, int columns, bool isClassification)
    {
        var random = new SeededRandom(seed);
        var features = new double[rows * columns];
        var targets = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            Span<double> own = features.AsSpan(row * columns, columns);
            foreach (ref double feature in own)
            {
                feature = random.NextGaussian();
            }

            double score = own[0] - own[1] / 2 + own[0] * own[1] + random.NextGaussian() / 2;
            targets[row] =
                !isClassification ? score
                : score > 0 ? 1
                : -1;
        }

        return new TrainingData(features, targets);
    }

    /// <summary>Each row again with the opposite sign of features and target: the best constant of a linear model is then 0.</summary>
    public static TrainingData Mirrored(TrainingData data)
    {
        var features = new List<double>();
        var targets = new List<double>();
        for (int row = 0; row < data.RowCount; row++)
        {
            foreach (int sign in (int[])[1, -1])
            {
                features.AddRange(data.Row(row).ToArray().Select(x => sign * x));
                targets.Add(sign * data.Targets[row]);
            }
        }

        return new TrainingData([.. features], [.. targets]);
    }

    /// <summary>The origin and the axes: their scores are the constant, and the constant plus one weight.</summary>
    public static TrainingData Probes(int columns)
    {
        var probes = new double[(columns + 1) * columns];
        for (int column = 0; column < columns; column++)
        {
            probes[(column + 1) * columns + column] = 1;
        }

        return new TrainingData(probes, [.. Enumerable.Repeat(1.0, columns + 1)]);
    }

    /// <summary>Masks that keep each part with probability one half.</summary>
    public static MaskMatrix Masks(ulong seed, int count, int parts)
    {
        var random = new SeededRandom(seed, 1);
        return MaskMatrix.Create(
            count,
            parts,
            (_, words) =>
            {
                for (int part = 0; part < parts; part++)
                {
                    words[part >> 6] |= (ulong)random.NextInt(2) << (part & 63);
                }
            }
        );
    }
}
