using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Tests.Recovery.ProxySpex;

/// <summary>A game of <c>tests/data/games</c>, enough of it to score a method: kinds fourier, mobius, table and trees, with noise.</summary>
internal sealed class GameCase
{
    private readonly Func<ulong[], double> _value;
    private readonly double _noise;
    private readonly ulong _noiseSeed;

    private GameCase(JsonElement json, string folder)
    {
        PartCount = json.GetProperty("n").GetInt32();
        _value = Kind(json, folder);
        if (json.TryGetProperty("noise_sigma", out JsonElement sigma))
        {
            _noise = sigma.GetDouble();
            _noiseSeed = _noise == 0 ? 0 : json.GetProperty("noise_seed").GetUInt64();
        }

        int rows = json.GetProperty("test_rows").GetInt32();
        byte[] bits = json.GetProperty("test_masks_b64").GetBytesFromBase64();
        int width = (PartCount + 7) / 8;
        TestMasks = MaskMatrix.Create(
            rows,
            PartCount,
            (row, words) => bits.AsSpan(row * width, width).CopyTo(MemoryMarshal.AsBytes(words))
        );
        TestValues =
        [
            .. MemoryMarshal.Cast<byte, double>(
                json.GetProperty("test_values_b64").GetBytesFromBase64()
            ),
        ];
    }

    public int PartCount { get; }

    public MaskMatrix TestMasks { get; }

    public double[] TestValues { get; }

    public static GameCase Load(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return new GameCase(document.RootElement, Path.GetDirectoryName(path)!);
    }

    /// <summary>An ablation table: masks, values and whether a row is for learning.</summary>
    public static (MaskMatrix Train, double[] Values, MaskMatrix Test, double[] TestValues) Table(
        string path
    )
    {
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(path), CompressionMode.Decompress)
        );
        string[] header = reader.ReadLine()!.Split(',');
        int mask = Array.IndexOf(header, "mask");
        int split = Array.IndexOf(header, "split");
        int value = Enumerable.Range(0, header.Length).First(i => i != mask && i != split);
        var masks = new List<Mask>[] { [], [] };
        var values = new List<double>[] { [], [] };
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            int side = split >= 0 && fields[split] == "test" ? 1 : 0;
            masks[side].Add(Mask.Parse(fields[mask]));
            values[side].Add(double.Parse(fields[value]));
        }

        return (
            MaskMatrix.From(masks[0]),
            [.. values[0]],
            MaskMatrix.From(masks[1]),
            [.. values[1]]
        );
    }

    /// <summary>What the explainer sees: the function with its noise.</summary>
    public double[] Evaluate(MaskMatrix masks)
    {
        var values = new double[masks.RowCount];
        for (int row = 0; row < values.Length; row++)
        {
            ulong[] words = masks.Row(row).ToArray();
            values[row] = _value(words) + (_noise == 0 ? 0 : _noise * Gaussian(words));
        }

        return values;
    }

    /// <summary>R2 of a spectrum on held-out masks.</summary>
    public static double R2(Spectrum spectrum, MaskMatrix masks, double[] values)
    {
        double mean = values.Average();
        double error = 0;
        double total = 0;
        for (int row = 0; row < values.Length; row++)
        {
            double residual = values[row] - spectrum.Evaluate(masks.Row(row));
            error += residual * residual;
            total += (values[row] - mean) * (values[row] - mean);
        }

        return 1 - error / total;
    }

    public double R2(Spectrum spectrum) => R2(spectrum, TestMasks, TestValues);

    private static Func<ulong[], double> Kind(JsonElement json, string folder)
    {
        string kind = json.GetProperty("kind").GetString()!;
        bool tanh = json.TryGetProperty("link", out JsonElement link) && link.GetString() == "tanh";
        Func<ulong[], double> value = kind switch
        {
            "table" => Table(json, folder),
            "trees" => Trees(json),
            _ => Terms(json, kind == "fourier"),
        };
        return tanh ? mask => Math.Tanh(value(mask)) : value;
    }

    private static Func<ulong[], double> Terms(JsonElement json, bool fourier)
    {
        (ulong[] Bits, double Weight)[] terms =
        [
            .. json.GetProperty("terms")
                .EnumerateArray()
                .Select(term =>
                {
                    var bits = new ulong[(json.GetProperty("n").GetInt32() + 63) / 64];
                    foreach (JsonElement part in term[0].EnumerateArray())
                    {
                        bits[part.GetInt32() / 64] |= 1UL << part.GetInt32() % 64;
                    }

                    return (bits, term[1].GetDouble());
                }),
        ];
        return mask =>
        {
            double sum = 0;
            foreach ((ulong[] bits, double weight) in terms)
            {
                int parity = 0;
                bool inside = true;
                for (int word = 0; word < bits.Length; word++)
                {
                    ulong common = bits[word] & mask[word];
                    parity ^= BitOperations.PopCount(common) & 1;
                    inside &= common == bits[word];
                }

                sum += fourier ? (parity == 0 ? weight : -weight) : (inside ? weight : 0);
            }

            return sum;
        };
    }

    private static Func<ulong[], double> Table(JsonElement json, string folder)
    {
        byte[] bytes = File.ReadAllBytes(
            Path.Combine(folder, json.GetProperty("values_file").GetString()!)
        );
        double[] values = [.. MemoryMarshal.Cast<byte, double>(bytes)];
        return mask => values[mask[0]];
    }

    private static Func<ulong[], double> Trees(JsonElement json)
    {
        JsonElement forest = json.GetProperty("trees");
        double offset = forest.GetProperty("offset").GetDouble();
        (int[] Part, int[] Left, int[] Right, double[] Value)[] trees =
        [
            .. forest
                .GetProperty("trees")
                .EnumerateArray()
                .Select(tree =>
                    (
                        Ints(tree[0]),
                        Ints(tree[1]),
                        Ints(tree[2]),
                        tree[3].EnumerateArray().Select(v => v.GetDouble()).ToArray()
                    )
                ),
        ];
        return mask =>
        {
            double sum = offset;
            foreach ((int[] part, int[] left, int[] right, double[] value) in trees)
            {
                int node = 0;
                while (part[node] >= 0)
                {
                    node =
                        (mask[part[node] / 64] >> part[node] % 64 & 1) == 0
                            ? left[node]
                            : right[node];
                }

                sum += value[node];
            }

            return sum;
        };

        static int[] Ints(JsonElement array) =>
            [.. array.EnumerateArray().Select(v => v.GetInt32())];
    }

    private double Gaussian(ulong[] words)
    {
        ulong hash = 14695981039346656037UL ^ _noiseSeed;
        foreach (byte b in MemoryMarshal.AsBytes<ulong>(words)[..((PartCount + 7) / 8)])
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        double u1 = ((SplitMix(hash) >> 11) + 0.5) / (1UL << 53);
        double u2 = (SplitMix(hash ^ 0xD1B54A32D192ED03UL) >> 11) / (double)(1UL << 53);
        return Math.Sqrt(-2 * Math.Log(u1)) * Math.Cos(2 * Math.PI * u2);
    }

    private static ulong SplitMix(ulong x)
    {
        x += 0x9E3779B97F4A7C15UL;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
