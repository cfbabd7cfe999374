using System.Globalization;
using System.Text;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Bits;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Benchmarks;

/// <summary>
/// The roofline table: what the kernels achieve for each core-second they use, against the peak of a core measured in the same run. Times are
/// processor times, the best of several, so that a loaded machine gives nearly the same table.
/// </summary>
internal static unsafe class Roofline
{
    private const int Repeats = 3;
    private const double LeastSeconds = 0.2;

    /// <summary>Measures, prints, and writes the table where a file is named.</summary>
    public static void Write(string? file)
    {
        double peak =
            MachinePeak.MultiplyAddOperations / Seconds(static () => MachinePeak.MultiplyAdds());
        double bits =
            MachinePeak.BitOperationCount / Seconds(static () => MachinePeak.BitOperations());
        double bandwidth = Bandwidth();
        var table = new StringBuilder();
        table.AppendLine("# Roofline of the kernels");
        table.AppendLine();
        table.AppendLine(
            "`dotnet run -c Release --project bench/Interplay.Benchmarks -- roofline [FILE]`; processor time, so all figures are for one core."
        );
        table.AppendLine();
        table.AppendLine(
            CultureInfo.InvariantCulture,
            $"Measured peak of a core: {peak / 1e9:0} GFLOP/s of fused multiply-adds in single precision, {bits / 1e9:0} Gbit/s of exclusive ors in registers, {bandwidth / 1e9:0.0} GB/s read from memory."
        );
        table.AppendLine();
        table.AppendLine("| kernel | size | ms | achieved | of peak |");
        table.AppendLine("|---|---|---|---|---|");
        foreach (int size in new[] { 512, 1024, 2048, 4096 })
        {
            Dense(table, size, peak);
        }

        foreach ((int parts, int order) in new[] { (64, 4), (128, 3), (256, 3) })
        {
            Screen(table, parts, order, 2048, bits);
        }

        Console.Write(table);
        if (file is not null)
        {
            File.WriteAllText(file, table.ToString());
        }
    }

    private static void Dense(StringBuilder table, int n, double peak)
    {
        using var a = new SingleMatrix(n, n);
        using var positive = new SingleMatrix(n, n);
        using var work = new SingleMatrix(n, n);
        using var thin = new SingleMatrix(n, 16);
        using var image = new SingleMatrix(n, 16);
        var random = new SeededRandom(1);
        for (int row = 0; row < n; row++)
        {
            foreach (ref float entry in a.Row(row))
            {
                entry = (float)random.NextGaussian();
            }

            thin.Row(row).Fill(1);
        }

        Gemm.Add(n, n, n, 1f / n, a.View, a.View.Transposed, positive.View, Gemm.Part.Lower);
        for (int row = 0; row < n; row++)
        {
            positive.Row(row)[row] += 0.5f;
        }

        double cube = (double)n * n * n;
        Add(
            "matrix product",
            2 * cube,
            () => Gemm.Add(n, n, n, 1, a.View, a.View.Transposed, work.View)
        );
        Add(
            "product, lower half",
            cube,
            () => Gemm.Add(n, n, n, 1, a.View, a.View.Transposed, work.View, Gemm.Part.Lower)
        );
        SingleCholesky? factor = null;
        long bytes = (long)n * n * sizeof(float);
        Add(
            "Cholesky, with a copy",
            cube / 3,
            () =>
            {
                Buffer.MemoryCopy(positive.Data, work.Data, bytes, bytes);
                factor?.Dispose();
                factor = SingleCholesky.Factor(work.Data, n, n)!;
            }
        );
        Add("inverse from the factor", 2 * cube / 3, () => factor!.InverseLower(a));
        factor!.Dispose();
        Add(
            "symmetric times 16 columns",
            2.0 * n * n * 16,
            () => SingleSymmetric.Multiply(positive, thin, image)
        );

        void Add(string kernel, double operations, Action action)
        {
            double seconds = Seconds(action);
            table.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {kernel} | {n} | {1000 * seconds:0.00} | {operations / seconds / 1e9:0.0} GFLOP/s | {operations / seconds / peak:0 %} |"
            );
        }
    }

    /// <summary>A screen of all sets of an order; a bit operation is one row of one set compared, its bits then counted.</summary>
    private static void Screen(StringBuilder table, int parts, int order, int rows, double peak)
    {
        var random = new SeededRandom(1);
        ColumnBlocks blocks = ColumnBlocks.Of(UniformDesign.Draw(parts, rows, random).Columns);
        double[] weights = [.. Enumerable.Range(0, rows).Select(_ => random.NextGaussian())];
        double sets = 1;
        for (int i = 0; i < order; i++)
        {
            sets = sets * (parts - i) / (i + 1);
        }

        double seconds = Seconds(() =>
            ParityScreen.Run(blocks, weights, order, rows / 4, 100, null, CancellationToken.None)
        );
        double rate = sets * rows / seconds;
        table.AppendLine(
            CultureInfo.InvariantCulture,
            $"| popcount screen, order {order}, {rows} rows | {parts} parts | {1000 * seconds:0.00} | {rate / 1e9:0.0} Gbit/s | {rate / peak:0 %} |"
        );
    }

    private static double Bandwidth()
    {
        using var memory = new SingleMatrix(8192, 8192);
        double seconds = Seconds(() =>
        {
            for (int row = 0; row < memory.Rows; row++)
            {
                MachinePeak.Read(memory.Row(row));
            }
        });
        return (double)memory.Rows * memory.Columns * sizeof(float) / seconds;
    }

    /// <summary>Processor time of one call: the best of several runs that take long enough to be measured.</summary>
    private static double Seconds(Action action)
    {
        action();
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            int calls = 0;
            double taken;
            do
            {
                action();
                calls++;
                taken = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            } while (taken < LeastSeconds);
            best = Math.Min(best, taken / calls);
        }

        return best;
    }
}
