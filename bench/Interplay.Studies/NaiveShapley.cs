using Interplay.Masks;

namespace Interplay.Studies;

/// <summary>Shapley values as they are usually estimated: what anything else is measured against.</summary>
internal static class NaiveShapley
{
    /// <summary>
    /// KernelSHAP (Lundberg and Lee, 2017) with paired masks (Covert and Lee, 2021): weighted least squares, sizes drawn by the Shapley kernel, the values
    /// made to sum to f(all) - f(none).
    /// </summary>
    public static double[] Kernel(double[] values, int parts, int budget, int seed)
    {
        var random = new SeededRandom((ulong)seed, 91);
        double[] sizes = [.. Enumerable.Range(1, parts - 1).Select(s => 1.0 / s / (parts - s))];
        int all = values.Length - 1;
        double whole = values[all] - values[0];
        // The last part is what is left of the whole: n - 1 unknowns.
        int n = parts - 1;
        var gram = new double[n, n + 1];
        for (int pair = 0; pair < (budget - 2) / 2; pair++)
        {
            double at = random.NextDouble() * sizes.Sum();
            int size = 1;
            for (; size < parts - 1 && at >= sizes[size - 1]; size++)
            {
                at -= sizes[size - 1];
            }

            int mask = 0;
            foreach (int part in random.Permutation(parts)[..size])
            {
                mask |= 1 << part;
            }

            Add(mask);
            Add(all ^ mask);
        }

        for (int i = 0; i < n; i++)
        {
            gram[i, i] += 1e-9;
        }

        double[] solved = Solve(gram, n);
        return [.. solved, whole - solved.Sum()];

        void Add(int mask)
        {
            int last = mask >> n & 1;
            double y = values[mask] - values[0] - last * whole;
            for (int i = 0; i < n; i++)
            {
                int x = (mask >> i & 1) - last;
                for (int j = 0; j < n && x != 0; j++)
                {
                    gram[i, j] += x * ((mask >> j & 1) - last);
                }

                gram[i, n] += x * y;
            }
        }
    }

    /// <summary>What each part adds in random orders (Castro, Gomez and Tejada, 2009), as many whole orders as the budget holds and the start of one more.</summary>
    public static double[] Permutations(double[] values, int parts, int budget, int seed)
    {
        var random = new SeededRandom((ulong)seed, 92);
        var sums = new double[parts];
        var counts = new int[parts];
        int asked = 2;
        while (asked < budget)
        {
            int mask = 0;
            double before = values[0];
            foreach (int part in random.Permutation(parts))
            {
                mask |= 1 << part;
                asked += mask == values.Length - 1 ? 0 : 1;
                if (asked > budget)
                {
                    break;
                }

                sums[part] += values[mask] - before;
                counts[part]++;
                before = values[mask];
            }
        }

        return [.. sums.Select((sum, part) => sum / Math.Max(1, counts[part]))];
    }

    private static double[] Solve(double[,] a, int n)
    {
        for (int i = 0; i < n; i++)
        {
            int pivot = Enumerable.Range(i, n - i).MaxBy(row => Math.Abs(a[row, i]));
            for (int j = 0; j <= n; j++)
            {
                (a[i, j], a[pivot, j]) = (a[pivot, j], a[i, j]);
            }

            for (int row = 0; row < n; row++)
            {
                double factor = row == i ? 0 : a[row, i] / a[i, i];
                for (int j = i; j <= n && factor != 0; j++)
                {
                    a[row, j] -= factor * a[i, j];
                }
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => a[i, n] / a[i, i])];
    }
}
