using System.Diagnostics;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Recovery.ShapleyBayes;

namespace Interplay.Studies;

/// <summary>
/// Errors of indices that weigh sets of all sizes with so many parts that nothing can be enumerated, on functions whose values are known in closed form:
/// sums of products, a logarithm of a weighted sum, tree ensembles. Beside Shapley values by sampled permutations at the same number of masks.
/// </summary>
/// <remarks>
/// <code>dotnet run -c Release --project bench/Interplay.Studies -- indicesmany [60,200,1000] [SV,k-SII,STII,FSII] [SEEDS]</code>
/// </remarks>
internal static class IndexErrorsOfManyParts
{
    private const double Normal95 = 1.6448536269514722;

    /// <summary>Distinct weights of the weighted sum: its Shapley values are sums over how many parts of each weight are kept.</summary>
    private static readonly double[] Weights = [0.5, 1, 2, 4];

    public static void Run(string[] args)
    {
        int[] sizes = [.. (args.Length > 0 ? args[0] : "60,200,1000").Split(',').Select(int.Parse)];
        InteractionIndex[] indices =
        [
            .. (args.Length > 1 ? args[1] : "SV,k-SII,STII,FSII")
                .Split(',')
                .Select(InteractionIndexNames.Parse),
        ];
        int seeds = args.Length > 2 ? int.Parse(args[2]) : 3;
        Console.WriteLine(
            "| parts | function | index | masks | error | permutations | covered | seconds | processor s | memory MB |\n|---|---|---|---|---|---|---|---|---|---|"
        );
        var pooled = new Dictionary<InteractionIndex, (int Covered, int Count)>();
        foreach (int parts in sizes)
        {
            foreach (KnownFunction function in Functions(parts))
            {
                foreach (InteractionIndex index in indices)
                {
                    // The pairs of a thousand parts are more than are listed.
                    bool isListed = index == InteractionIndex.SV || parts <= 300;
                    if (isListed && function.Exact(index) is { } exact)
                    {
                        foreach (int budget in Budgets(parts))
                        {
                            Row(function, exact, index, budget, seeds, pooled);
                        }
                    }
                }
            }
        }

        foreach ((InteractionIndex index, (int covered, int count)) in pooled)
        {
            Console.WriteLine(
                $"\n{index.ToName()}: 90 % intervals cover {100.0 * covered / count:0.0} % of {count} values."
            );
        }
    }

    private static int[] Budgets(int parts) =>
        parts switch
        {
            <= 60 => [300, 1000, 3000],
            <= 200 => [1000, 3000],
            _ => [3000, 6000],
        };

    private static void Row(
        KnownFunction function,
        Dictionary<PartSet, double> exact,
        InteractionIndex index,
        int budget,
        int seeds,
        Dictionary<InteractionIndex, (int Covered, int Count)> pooled
    )
    {
        var errors = new double[seeds];
        var permuted = new double[seeds];
        int covered = 0;
        int count = 0;
        double wall = 0;
        double processor = 0;
        double memory = 0;
        for (int seed = 1; seed <= seeds; seed++)
        {
            using var process = Process.GetCurrentProcess();
            TimeSpan before = process.TotalProcessorTime;
            long started = Stopwatch.GetTimestamp();
            var method = new ShapleyBayesMethod(index);
            MaskPlan plan = method.Plan(
                new PlanRequest
                {
                    PartCount = function.Parts,
                    Budget = budget,
                    Seed = (ulong)seed,
                }
            );
            InteractionValues found = method
                .Recover(plan, function.Values(plan.Masks))
                .Outputs[0]
                .Interactions!;
            wall += Stopwatch.GetElapsedTime(started).TotalSeconds / seeds;
            process.Refresh();
            processor += (process.TotalProcessorTime - before).TotalSeconds / seeds;
            memory = Math.Max(memory, process.WorkingSet64 / 1e6);
            double energy = 0;
            double off = 0;
            int read = 0;
            foreach (Interaction one in found.Interactions.Where(static one => one.Parts.Order > 0))
            {
                double truth = exact.GetValueOrDefault(one.Parts);
                double error = one.Strength - truth;
                energy += truth * truth;
                off += error * error;
                read++;
            }

            double floor = 1e-9 * Math.Sqrt(energy / read);
            covered += found.Interactions.Count(one =>
                one.Parts.Order > 0
                && Math.Abs(one.Strength - exact.GetValueOrDefault(one.Parts))
                    <= Normal95 * one.StandardError + floor
            );
            count += read;
            errors[seed - 1] = off / energy;
            if (index == InteractionIndex.SV)
            {
                double[] naive = Permutations(function, budget, seed);
                permuted[seed - 1] =
                    naive
                        .Select(
                            (value, part) =>
                                Math.Pow(value - exact.GetValueOrDefault(PartSet.Of(part)), 2)
                        )
                        .Sum() / energy;
            }
        }

        (int allCovered, int all) = pooled.GetValueOrDefault(index);
        pooled[index] = (allCovered + covered, all + count);
        string naiveError = index == InteractionIndex.SV ? $"{Median(permuted):0.0e0}" : "-";
        Console.WriteLine(
            $"| {function.Parts} | {function.Name} | {index.ToName()} | {budget} | {Median(errors):0.0e0} | {naiveError} | {100.0 * covered / count:0} % | {wall:0.0} | {processor:0.0} | {memory:0} |"
        );
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    /// <summary>Shapley values by sampled permutations (Castro, Gomez and Tejada, 2009): as many whole ones as the masks allow, each with its reverse.</summary>
    private static double[] Permutations(KnownFunction function, int budget, int seed)
    {
        var random = new SeededRandom((ulong)seed, 92);
        var sum = new double[function.Parts];
        int walks = Math.Max(1, (budget - 2) / (function.Parts - 1));
        int[] order = [];
        for (int walk = 0; walk < walks; walk++)
        {
            order = (walk & 1) == 0 ? random.Permutation(function.Parts) : [.. order.Reverse()];
            int[] current = order;
            double[] values = function.Values(
                MaskMatrix.From([
                    .. Enumerable
                        .Range(0, function.Parts + 1)
                        .Select(kept => Mask.Keeping(function.Parts, current.AsSpan(0, kept))),
                ])
            );
            for (int i = 0; i < order.Length; i++)
            {
                sum[order[i]] += (values[i + 1] - values[i]) / walks;
            }
        }

        return sum;
    }

    private static IEnumerable<KnownFunction> Functions(int parts)
    {
        var random = new SeededRandom(7, (ulong)parts);
        yield return KnownFunction.OfSpectrum("products", Products(parts, random));
        yield return KnownFunction.OfSpectrum("trees", Trees(parts, random));
        double[] weights = [.. Enumerable.Range(0, parts).Select(part => Weights[part % 4])];
        yield return new KnownFunction(
            "log of a sum",
            parts,
            masks =>
                [
                    .. Enumerable
                        .Range(0, masks.RowCount)
                        .Select(row =>
                            Math.Log(
                                1
                                    + Enumerable
                                        .Range(0, parts)
                                        .Sum(part => masks[row, part] ? weights[part] : 0)
                            )
                        ),
                ],
            index => index == InteractionIndex.SV ? LogSumShapley(weights) : null
        );
    }

    /// <summary>Single parts with effects that fall off, and products of two to five parts, most of them among the strong ones.</summary>
    private static Spectrum Products(int parts, SeededRandom random)
    {
        var moebius = new Dictionary<PartSet, double>();
        for (int part = 0; part < parts; part++)
        {
            moebius[PartSet.Of(part)] = random.NextGaussian() * Math.Exp(-10.0 * part / parts);
        }

        for (int term = 0; term < parts / 2; term++)
        {
            int order = 2 + term % 4;
            int among = term % 3 == 0 ? parts : Math.Max(order + 1, parts / 4);
            PartSet set = PartSet.Of([.. random.Permutation(among)[..order].Order()]);
            moebius[set] = random.NextGaussian();
        }

        return SpectrumOf(parts, moebius);
    }

    /// <summary>Thirty trees of depth 4 over parts of which some are chosen far more often.</summary>
    private static Spectrum Trees(int parts, SeededRandom random)
    {
        var moebius = new Dictionary<PartSet, double>();
        for (int tree = 0; tree < 30; tree++)
        {
            Grow([], []);
        }

        return SpectrumOf(parts, moebius);

        // A leaf is a product of kept and left-out parts, 1 - m the latter.
        void Grow(int[] kept, int[] leftOut)
        {
            if (kept.Length + leftOut.Length == 4)
            {
                double value = random.NextGaussian();
                for (int some = 0; some < 1 << leftOut.Length; some++)
                {
                    int[] chosen = [.. leftOut.Where((_, i) => (some >> i & 1) == 1)];
                    PartSet set = PartSet.Of([.. kept.Concat(chosen).Order()]);
                    moebius[set] =
                        moebius.GetValueOrDefault(set)
                        + ((chosen.Length & 1) == 0 ? value : -value);
                }

                return;
            }

            int part;
            do
            {
                double at = random.NextDouble();
                part = (int)(parts * at * at * at);
            } while (kept.Contains(part) || leftOut.Contains(part));

            Grow([.. kept, part], leftOut);
            Grow(kept, [.. leftOut, part]);
        }
    }

    /// <summary>m_T = prod (1 - chi_i) / 2: each product is a sum over its subsets.</summary>
    private static Spectrum SpectrumOf(int parts, Dictionary<PartSet, double> moebius)
    {
        var terms = new Dictionary<PartSet, double>();
        foreach ((PartSet set, double weight) in moebius)
        {
            int[] of = set.Parts.ToArray();
            for (int some = 0; some < 1 << of.Length; some++)
            {
                PartSet subset = PartSet.Of([.. of.Where((_, i) => (some >> i & 1) == 1)]);
                double share = Math.ScaleB((subset.Order & 1) == 0 ? weight : -weight, -of.Length);
                terms[subset] = terms.GetValueOrDefault(subset) + share;
            }
        }

        return new Spectrum(
            parts,
            [.. terms.Select(static term => new SpectrumTerm(term.Key, term.Value))]
        );
    }

    /// <summary>phi_i = E over sizes and over how many parts of each weight come before i of log(1 + s + w_i) - log(1 + s).</summary>
    private static Dictionary<PartSet, double> LogSumShapley(double[] weights)
    {
        int n = weights.Length;
        var byWeight = new Dictionary<double, double>();
        foreach (double weight in Weights)
        {
            // Halves of the sums that are reached with t of the other parts, as logs of counts, one group of parts at a time.
            const int Scale = 2;
            int most = (int)(Scale * weights.Sum()) + 1;
            var counts = new double[n, most];
            counts[0, 0] = 1;
            int used = 0;
            bool isSkipped = false;
            foreach (double other in weights)
            {
                if (!isSkipped && other == weight)
                {
                    isSkipped = true;
                    continue;
                }

                int step = (int)(Scale * other);
                used++;
                // Chances of a random order instead of counts: the part is among the first t + 1 of the used ones with probability (t + 1) / used.
                for (int t = used; t >= 0; t--)
                {
                    if (t >= n)
                    {
                        continue;
                    }

                    for (int s = most - 1; s >= 0; s--)
                    {
                        double stay = counts[t, s] * (used - t) / used;
                        double join = t > 0 && s >= step ? counts[t - 1, s - step] * t / used : 0;
                        counts[t, s] = stay + join;
                    }
                }
            }

            double value = 0;
            for (int t = 0; t < n; t++)
            {
                for (int s = 0; s < most; s++)
                {
                    if (counts[t, s] > 0)
                    {
                        double sum = 1 + (double)s / Scale;
                        value += counts[t, s] * (Math.Log(sum + weight) - Math.Log(sum)) / n;
                    }
                }
            }

            byWeight[weight] = value;
        }

        return weights
            .Select((weight, part) => (Part: part, Value: byWeight[weight]))
            .ToDictionary(static one => PartSet.Of(one.Part), static one => one.Value);
    }

    /// <summary>A function of masks of which indices are known.</summary>
    private sealed record KnownFunction(
        string Name,
        int Parts,
        Func<MaskMatrix, double[]> Values,
        Func<InteractionIndex, Dictionary<PartSet, double>?> Exact
    )
    {
        public static KnownFunction OfSpectrum(string name, Spectrum spectrum) =>
            new(
                name,
                spectrum.PartCount,
                spectrum.Evaluate,
                index =>
                    InteractionValues
                        .Compute(spectrum, index, index == InteractionIndex.SV ? 1 : 2)
                        .Interactions.ToDictionary(
                            static one => one.Parts,
                            static one => one.Strength
                        )
            );
    }
}
