using System.Text.Json;
using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Tests.Recovery.Spex;

/// <summary>A sparse Fourier function with reproducible noise: drawn from a seed, or read from <c>tests/data/games</c>.</summary>
internal sealed class FourierGame
{
    private readonly ulong _noiseSeed;
    private readonly MaskMatrix _testMasks;
    private readonly double[] _testValues;

    private FourierGame(
        Spectrum truth,
        double noise,
        ulong noiseSeed,
        MaskMatrix testMasks,
        double[] testValues
    )
    {
        Truth = truth;
        Noise = noise;
        _noiseSeed = noiseSeed;
        _testMasks = testMasks;
        _testValues = testValues;
    }

    public Spectrum Truth { get; }

    public double Noise { get; }

    public int PartCount => Truth.PartCount;

    public static FourierGame Draw(
        int parts,
        int terms,
        int maxOrder,
        double relativeNoise,
        ulong seed
    )
    {
        var random = new SeededRandom(seed, 99);
        var drawn = new Dictionary<PartSet, double> { [PartSet.Empty] = random.NextGaussian() };
        double energy = 0;
        while (drawn.Count <= terms)
        {
            int order = 1 + random.NextInt(maxOrder);
            PartSet set = PartSet.Of(random.Permutation(parts).AsSpan(0, order));
            double value = (0.5 + random.NextDouble()) * (random.NextInt(2) == 0 ? 1 : -1);
            energy += drawn.TryAdd(set, value) ? value * value : 0;
        }

        var truth = new Spectrum(
            parts,
            drawn.Select(term => new SpectrumTerm(term.Key, term.Value))
        );
        int tested = parts < 8 ? 1 << parts : 200;
        MaskMatrix tests = Interplay.Masks.Designs.UniformDesign.Draw(parts, tested, random);
        double[] values =
        [
            .. Enumerable.Range(0, tested).Select(row => truth.Evaluate(tests.Row(row))),
        ];
        return new FourierGame(truth, relativeNoise * Math.Sqrt(energy), seed, tests, values);
    }

    public static FourierGame Load(string name)
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(Repository.Data("games", name + ".json"))
        );
        JsonElement root = file.RootElement;
        int parts = root.GetProperty("n").GetInt32();
        var truth = new Spectrum(
            parts,
            root.GetProperty("terms")
                .EnumerateArray()
                .Select(term => new SpectrumTerm(
                    PartSet.Of([.. term[0].EnumerateArray().Select(part => part.GetInt32())]),
                    term[1].GetDouble()
                ))
        );
        byte[] masks = root.GetProperty("test_masks_b64").GetBytesFromBase64();
        byte[] values = root.GetProperty("test_values_b64").GetBytesFromBase64();
        int rowBytes = (parts + 7) / 8;
        MaskMatrix tests = MaskMatrix.Create(
            masks.Length / rowBytes,
            parts,
            (row, words) =>
                masks
                    .AsSpan(row * rowBytes, rowBytes)
                    .CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(words))
        );
        return new FourierGame(
            truth,
            root.GetProperty("noise_sigma").GetDouble(),
            root.GetProperty("noise_seed").GetUInt64(),
            tests,
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(values).ToArray()
        );
    }

    public double[] Values(MaskMatrix masks, double scale = 1)
    {
        var values = new double[masks.RowCount];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = scale * (Truth.Evaluate(masks.Row(row)) + NoiseAt(masks.Row(row)));
        }

        return values;
    }

    /// <summary>R2 on the held-out rows against the function times <paramref name="scale"/>.</summary>
    public double Score(Spectrum found, double scale = 1)
    {
        double mean = _testValues.Average();
        double error = 0;
        double total = 0;
        for (int row = 0; row < _testValues.Length; row++)
        {
            double miss = _testValues[row] - found.Evaluate(_testMasks.Row(row)) / scale;
            error += miss * miss;
            total += (_testValues[row] - mean) * (_testValues[row] - mean);
        }

        return 1 - error / total;
    }

    private double NoiseAt(ReadOnlySpan<ulong> mask)
    {
        if (Noise == 0)
        {
            return 0;
        }

        ulong hash = 14695981039346656037UL ^ _noiseSeed;
        for (int i = 0; i < (PartCount + 7) / 8; i++)
        {
            hash = (hash ^ (byte)(mask[i >> 3] >> (8 * (i & 7)))) * 1099511628211UL;
        }

        ulong a = StableHash.Mix(hash + 0x9E3779B97F4A7C15UL);
        ulong b = StableHash.Mix((hash ^ 0xD1B54A32D192ED03UL) + 0x9E3779B97F4A7C15UL);
        double u1 = ((a >> 11) + 0.5) / (1UL << 53);
        double u2 = (double)(b >> 11) / (1UL << 53);
        return Noise * Math.Sqrt(-2 * Math.Log(u1)) * Math.Cos(2 * Math.PI * u2);
    }
}
