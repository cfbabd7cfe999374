using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Interplay.Masks;

namespace Interplay.ValueFunctions.Games;

/// <summary>Reads games from the JSON case format (<c>docs/formats.md</c>). Everything in the file is checked before it is used.</summary>
public static class GameReader
{
    /// <summary>Largest file read, in bytes.</summary>
    public const int MaxBytes = 256 << 20;

    private const int MaxTablePartCount = 24;

    /// <summary>Reads a game.</summary>
    /// <param name="json">The case, UTF-8 JSON of at most <see cref="MaxBytes"/>.</param>
    /// <param name="openValues">Opens the values file of a table game by its bare file name; the name has no folder in it.</param>
    /// <param name="scale">Factor on the function and all that is known of it; finite and not 0.</param>
    /// <exception cref="InterplayException"><c>game-malformed</c>: what was found and what was expected.</exception>
    public static Game Read(Stream json, Func<string, Stream>? openValues = null, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (!double.IsFinite(scale) || scale == 0)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "scale-out-of-range",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The scale must be finite and not 0; found {scale}."
                )
            );
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(ReadBounded(json));
            return Read(document.RootElement, openValues, scale);
        }
        catch (Exception exception)
            when (exception
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
                        or OverflowException
            )
        {
            throw Malformed(exception.Message, exception);
        }
    }

    private static Game Read(JsonElement root, Func<string, Stream>? openValues, double scale)
    {
        int partCount = root.Field("n").GetInt32();
        if (partCount is < 1 or > 1_000_000)
        {
            throw Malformed($"'n' must be between 1 and 1,000,000; found {partCount}.");
        }

        GameKind kind = root.Field("kind").GetString() switch
        {
            "fourier" => GameKind.Fourier,
            "mobius" => GameKind.Moebius,
            "table" => GameKind.Table,
            "trees" => GameKind.Trees,
            var other => throw Malformed(
                $"'kind' must be fourier, mobius, table or trees; found '{other}'."
            ),
        };
        MaskMatrix tests = ReadMasks(root, partCount);
        double[] testValues = ReadDoubles(root.Field("test_values_b64").GetBytesFromBase64());
        if (testValues.Length != tests.RowCount)
        {
            throw Malformed(
                $"{tests.RowCount} test rows need as many values; found {testValues.Length}."
            );
        }

        string? link = root.TryGetProperty("link", out JsonElement linkElement)
            ? linkElement.GetString()
            : null;
        if (link is not (null or "tanh"))
        {
            throw Malformed($"'link' must be tanh or absent; found '{link}'.");
        }

        IGameFunction function = kind switch
        {
            GameKind.Fourier => new FourierGameFunction(
                ReadTerms(root.Field("terms"), partCount, 1)
            ),
            GameKind.Moebius => new MoebiusGameFunction(
                ReadTerms(root.Field("terms"), partCount, 1)
            ),
            GameKind.Table => ReadTable(root, partCount, openValues),
            _ => ReadTrees(root.Field("trees"), partCount),
        };
        return new Game(function)
        {
            Name = root.Field("name").GetString() ?? "game",
            PartCount = partCount,
            Kind = kind,
            HasTanhLink = link is not null,
            NoiseDeviation = root.TryGetProperty("noise_sigma", out JsonElement sigma)
                ? Finite(sigma.GetDouble())
                : 0,
            NoiseSeed = root.TryGetProperty("noise_seed", out JsonElement seed)
                ? seed.GetUInt64()
                : 0,
            Scale = scale,
            TestMasks = tests,
            TestValues = [.. testValues.Select(value => value * scale)],
            TopFourier = ReadTerms(root.Field("top_fourier"), partCount, scale),
        };
    }

    private static (PartSet Parts, double Coefficient)[] ReadTerms(
        JsonElement terms,
        int partCount,
        double scale
    )
    {
        var read = new (PartSet Parts, double Coefficient)[terms.GetArrayLength()];
        int next = 0;
        foreach (JsonElement term in terms.EnumerateArray())
        {
            int[] parts = [.. term[0].EnumerateArray().Select(part => part.GetInt32())];
            if (
                parts.Any(part => part < 0 || part >= partCount)
                || parts.Distinct().Count() != parts.Length
            )
            {
                throw Malformed(
                    $"A term must name distinct parts from 0 to {partCount - 1}; found [{string.Join(", ", parts)}]."
                );
            }

            read[next++] = (PartSet.Of(parts), Finite(term[1].GetDouble()) * scale);
        }

        return read;
    }

    private static TableGameFunction ReadTable(
        JsonElement root,
        int partCount,
        Func<string, Stream>? openValues
    )
    {
        if (partCount > MaxTablePartCount)
        {
            throw Malformed(
                $"A table game has at most {MaxTablePartCount} parts; found {partCount}."
            );
        }

        string name = root.Field("values_file").GetString() ?? "";
        if (name.Length == 0 || name.AsSpan().ContainsAny('/', '\\', ':') || name is "." or "..")
        {
            throw Malformed(
                $"'values_file' must be a bare file name beside the case; found '{name}'."
            );
        }

        if (openValues is null)
        {
            throw Malformed(
                $"The case refers to the values file '{name}', which cannot be opened from here."
            );
        }

        using Stream stream = openValues(name);
        double[] values = ReadDoubles(ReadBounded(stream));
        if (values.Length != 1 << partCount)
        {
            throw Malformed(
                $"'{name}' must hold 2^{partCount} = {1 << partCount} numbers; found {values.Length}."
            );
        }

        return new TableGameFunction(values);
    }

    private static TreesGameFunction ReadTrees(JsonElement ensemble, int partCount)
    {
        JsonElement list = ensemble.Field("trees");
        double offset = Finite(ensemble.Field("offset").GetDouble());
        var trees = new TreesGameFunction.Tree[list.GetArrayLength()];
        int next = 0;
        foreach (JsonElement element in list.EnumerateArray())
        {
            var tree = new TreesGameFunction.Tree(
                Integers(element[0]),
                Integers(element[1]),
                Integers(element[2]),
                [.. element[3].EnumerateArray().Select(leaf => Finite(leaf.GetDouble()))]
            );
            Check(tree, partCount);
            trees[next++] = tree;
        }

        return new TreesGameFunction(offset, trees);

        static int[] Integers(JsonElement array) =>
            [.. array.EnumerateArray().Select(item => item.GetInt32())];
    }

    /// <summary>Children come after their parent, so that walking a hostile tree always ends.</summary>
    private static void Check(TreesGameFunction.Tree tree, int partCount)
    {
        int nodes = tree.Parts.Length;
        if (
            nodes == 0
            || tree.Left.Length != nodes
            || tree.Right.Length != nodes
            || tree.Leaves.Length != nodes
        )
        {
            throw Malformed("The four arrays of a tree must have one entry a node.");
        }

        for (int node = 0; node < nodes; node++)
        {
            if (tree.Parts[node] < 0)
            {
                continue;
            }

            if (
                tree.Parts[node] >= partCount
                || !After(tree.Left[node])
                || !After(tree.Right[node])
            )
            {
                throw Malformed(
                    $"Node {node} of a tree has part {tree.Parts[node]} and children {tree.Left[node]}, {tree.Right[node]}."
                );
            }

            bool After(int child) => child > node && child < nodes;
        }
    }

    private static MaskMatrix ReadMasks(JsonElement root, int partCount)
    {
        int rows = root.Field("test_rows").GetInt32();
        byte[] packed = root.Field("test_masks_b64").GetBytesFromBase64();
        int width = (partCount + 7) / 8;
        if (rows < 0 || packed.Length != (long)rows * width)
        {
            throw Malformed(
                $"{rows} test masks of {partCount} parts take {(long)rows * width} bytes; found {packed.Length}."
            );
        }

        return MaskMatrix.Create(
            rows,
            partCount,
            (row, words) =>
            {
                for (int index = 0; index < width; index++)
                {
                    words[index >> 3] |= (ulong)packed[row * width + index] << (8 * (index & 7));
                }
            }
        );
    }

    private static double[] ReadDoubles(byte[] bytes)
    {
        if (bytes.Length % 8 != 0)
        {
            throw Malformed($"Numbers of 8 bytes each are expected; found {bytes.Length} bytes.");
        }

        var numbers = new double[bytes.Length / 8];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Finite(BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(i * 8)));
        }

        return numbers;
    }

    private static byte[] ReadBounded(Stream stream) =>
        WholeFile.ReadAll(
            stream,
            MaxBytes,
            static () => Malformed($"A file of at most {MaxBytes} bytes is expected; found more.")
        );

    private static double Finite(double value) =>
        double.IsFinite(value)
            ? value
            : throw Malformed(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"All numbers must be finite; found {value}."
                )
            );

    /// <summary>A field that must be there.</summary>
    private static JsonElement Field(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out JsonElement field)
            ? field
            : throw Malformed($"The field '{name}' is missing.");

    private static InterplayException Malformed(string reason, Exception? inner = null) =>
        new(ErrorKind.Data, "game-malformed", $"The game cannot be read: {reason}", inner);
}
