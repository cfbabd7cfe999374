using System.Globalization;
using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Integration.Tests.Rows;

/// <summary>Tables and models of the tests, and what they give when every row is asked alone by the plainest code.</summary>
internal static class RowSamples
{
    public static string Numbers { get; } = File("numbers.csv");

    public static string People { get; } = File("people.csv");

    public static string File(string name) => Repository.Find("tests", "data", "rows", name);

    /// <summary>The cells of a table without quotes.</summary>
    public static string[][] Cells(string table) =>
        [.. System.IO.File.ReadAllLines(table).Skip(1).Select(static line => line.Split(','))];

    /// <summary>
    /// For every mask the mean answer over the background: the row's cells where a part is kept, those of a row of the background elsewhere.
    /// </summary>
    /// <param name="parts">The columns of each part.</param>
    /// <param name="row">The row.</param>
    /// <param name="background">The rows that stand in.</param>
    /// <param name="ask">The answer to one row.</param>
    public static double[] Values(
        int[][] parts,
        string[] row,
        string[][] background,
        Func<string[], double> ask
    ) =>
        [
            .. Enumerable
                .Range(0, 1 << parts.Length)
                .Select(mask =>
                    background.Average(other =>
                    {
                        string[] mixed = [.. row];
                        for (int part = 0; part < parts.Length; part++)
                        {
                            foreach (int column in parts[part])
                            {
                                mixed[column] =
                                    (mask >> part & 1) == 1 ? row[column] : other[column];
                            }
                        }

                        return ask(mixed);
                    })
                ),
        ];

    /// <summary>Asks a model with one matrix for the probability of a class, or for its number.</summary>
    public static double AskMatrix(InferenceSession session, string[] cells, int output)
    {
        string input = session.InputMetadata.Keys.Single();
        var tensor = new DenseTensor<float>(
            cells.Select(static cell => float.Parse(cell, CultureInfo.InvariantCulture)).ToArray(),
            [1, cells.Length]
        );
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([
            NamedOnnxValue.CreateFromTensor(input, tensor),
        ]);
        DisposableNamedOnnxValue last = results[^1];
        return last.Value is Tensor<float> numbers
            ? numbers.ToArray()[output]
            : last.AsEnumerable<DisposableNamedOnnxValue>().Single().AsDictionary<long, float>()[
                output
            ];
    }

    /// <summary>k-SII of order 1 and 2 by its definition: the interaction index, and half of what each pair has taken from its parts.</summary>
    public static Dictionary<(int, int), double> KSii(double[] values)
    {
        int n = BitOperations.Log2((uint)values.Length);
        var result = new Dictionary<(int, int), double>();
        for (int i = 0; i < n; i++)
        {
            for (int j = i; j < n; j++)
            {
                int set = 1 << i | 1 << j;
                int s = i == j ? 1 : 2;
                double sum = 0;
                for (int t = 0; t < values.Length; t++)
                {
                    if ((t & set) != 0)
                    {
                        continue;
                    }

                    int size = BitOperations.PopCount((uint)t);
                    double weight =
                        Factorial(n - size - s) * Factorial(size) / Factorial(n - s + 1);
                    sum +=
                        weight
                        * (
                            s == 1
                                ? values[t | set] - values[t]
                                : values[t | set]
                                    - values[t | 1 << i]
                                    - values[t | 1 << j]
                                    + values[t]
                        );
                }

                result[(i, j)] = sum;
            }
        }

        var pairs = result.Where(static pair => pair.Key.Item1 != pair.Key.Item2).ToArray();
        foreach (((int i, int j), double value) in pairs)
        {
            result[(i, i)] -= value / 2;
            result[(j, j)] -= value / 2;
        }

        return result;
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
