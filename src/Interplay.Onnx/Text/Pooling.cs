using System.Text.Json;

namespace Interplay.Onnx.Text;

/// <summary>How the vectors of a text's tokens become one, as sentence-transformers writes it in <c>1_Pooling/config.json</c>.</summary>
internal sealed record Pooling
{
    private const int LongestFile = 1 << 20;
    private const string Prefix = "pooling_mode_";
    private const string Mean = "mean_tokens";

    private static readonly string[] Known =
    [
        Mean,
        "cls_token",
        "max_tokens",
        "mean_sqrt_len_tokens",
        "weightedmean_tokens",
        "lasttoken",
    ];

    private Pooling(string[] modes, string words)
    {
        Modes = modes;
        Words = words;
    }

    /// <summary>The vectors that are put one after another.</summary>
    public IReadOnlyList<string> Modes { get; }

    /// <summary>What a report says of it.</summary>
    public string Words { get; }

    /// <summary>Reads how a folder pools; the mean where it does not say.</summary>
    /// <exception cref="InterplayException"><c>model-config-malformed</c> or <c>embedding-missing</c>.</exception>
    public static Pooling Of(string folder)
    {
        string[] others =
        [
            .. Directory
                .EnumerateDirectories(folder)
                .Select(static path => Path.GetFileName(path))
                .Where(static name => name.EndsWith("_Dense", StringComparison.Ordinal)),
        ];
        if (others.Length > 0)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "embedding-missing",
                $"'{folder}' has a layer after its pooling ('{others[0]}') that is not in the graph. Export the whole of it, with an output sentence_embedding."
            );
        }

        string path = Path.Combine(folder, "1_Pooling", "config.json");
        if (!File.Exists(path))
        {
            return new Pooling(
                [Mean],
                "the mean of the token vectors, as there is no 1_Pooling/config.json"
            );
        }

        byte[] bytes = WholeFile.ReadAll(
            path,
            LongestFile,
            () => Malformed(path, $"it has more than {LongestFile} bytes")
        );
        string[] modes;
        try
        {
            using var json = JsonDocument.Parse(bytes);
            modes =
            [
                .. json
                    .RootElement.EnumerateObject()
                    .Where(static entry =>
                        entry.Name.StartsWith(Prefix, StringComparison.Ordinal)
                        && entry.Value.GetBoolean()
                    )
                    .Select(static entry => entry.Name[Prefix.Length..]),
            ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed(path, e.Message, e);
        }

        return modes.Length == 0 ? throw Malformed(path, "it names no pooling_mode")
            : modes.FirstOrDefault(static mode => !Known.Contains(mode)) is { } unknown
                ? throw Malformed(
                    path,
                    $"the mode '{unknown}' is none of {string.Join(", ", Known)}"
                )
            : new Pooling(modes, $"{string.Join(" and ", modes)}, as 1_Pooling/config.json says");
    }

    /// <summary>The vector of a text.</summary>
    /// <param name="tokens">The vectors of its tokens, one after another.</param>
    /// <param name="width">Length of each.</param>
    public double[] Pool(ReadOnlySpan<float> tokens, int width)
    {
        var pooled = new double[Modes.Count * width];
        for (int mode = 0; mode < Modes.Count; mode++)
        {
            Span<double> into = pooled.AsSpan(mode * width, width);
            for (int i = 0; i < width; i++)
            {
                into[i] = Pool(Modes[mode], tokens[i..], width);
            }
        }

        return pooled;
    }

    /// <summary>One number: that of each token stands <paramref name="width"/> after that of the one before.</summary>
    private static double Pool(string mode, ReadOnlySpan<float> numbers, int width)
    {
        int count = (numbers.Length + width - 1) / width;
        double sum = 0;
        double weighted = 0;
        double greatest = double.NegativeInfinity;
        for (int token = 0; token < count; token++)
        {
            double number = numbers[token * width];
            sum += number;
            weighted += (token + 1) * number;
            greatest = Math.Max(greatest, number);
        }

        return mode switch
        {
            "cls_token" => numbers[0],
            "lasttoken" => numbers[(count - 1) * width],
            "max_tokens" => greatest,
            "mean_sqrt_len_tokens" => sum / Math.Sqrt(count),
            "weightedmean_tokens" => weighted / (count * (count + 1) / 2.0),
            _ => sum / count,
        };
    }

    private static InterplayException Malformed(
        string path,
        string what,
        Exception? inner = null
    ) => new(ErrorKind.Data, "model-config-malformed", $"'{path}' cannot be read: {what}.", inner);
}
