using Microsoft.ML.OnnxRuntime;

namespace Interplay.Onnx.Text;

/// <summary>An open ONNX Runtime session of a two-class text classifier. Safe for use by many threads.</summary>
internal sealed class ClassifierSession : IDisposable
{
    private const int Classes = 2;
    private static readonly string[] Inputs = ["input_ids", "attention_mask"];

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    private ClassifierSession(InferenceSession session) => _session = session;

    /// <summary>Opens a model and checks that it is a text classifier.</summary>
    /// <exception cref="InterplayException"><c>model-unreadable</c> or <c>model-not-a-text-classifier</c>.</exception>
    public static ClassifierSession Open(byte[] model, string folder) =>
        new(
            RuntimeSession.Open(
                model,
                folder,
                Inputs,
                static logits => logits is [_, Classes],
                found => new InterplayException(
                    ErrorKind.Data,
                    "model-not-a-text-classifier",
                    $"The model.onnx of '{folder}' has {found}; a text classifier has exactly the inputs input_ids and attention_mask, "
                        + "int64 [batch, tokens], and an output logits, float [batch, 2]."
                )
            )
        );

    /// <summary>Computes one run: texts of equal token count, into their places in <paramref name="logOdds"/>.</summary>
    public void LogOdds(int[][] tokens, int[] texts, double[] logOdds)
    {
        int rows = Math.Max(texts.Length, 2);
        int width = tokens[texts[0]].Length;
        var ids = new long[rows * width];
        for (int row = 0; row < rows; row++)
        {
            int[] text = tokens[texts[Math.Min(row, texts.Length - 1)]];
            for (int i = 0; i < width; i++)
            {
                ids[row * width + i] = text[i];
            }
        }

        var attended = new long[ids.Length];
        Array.Fill(attended, 1);
        using var idsValue = OrtValue.CreateTensorValueFromMemory(ids, [rows, width]);
        using var attendedValue = OrtValue.CreateTensorValueFromMemory(attended, [rows, width]);
        float[] logits = _session.Logits(
            _run,
            new Dictionary<string, OrtValue>
            {
                [Inputs[0]] = idsValue,
                [Inputs[1]] = attendedValue,
            },
            (rows, "texts"),
            Classes,
            $"{rows} texts of {width} tokens"
        );
        for (int row = 0; row < texts.Length; row++)
        {
            logOdds[texts[row]] = (double)logits[row * Classes + 1] - logits[row * Classes];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
