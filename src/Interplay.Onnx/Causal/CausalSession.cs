using Microsoft.ML.OnnxRuntime;

namespace Interplay.Onnx.Causal;

/// <summary>An open ONNX Runtime session of a causal language model. Safe for use by many threads.</summary>
internal sealed class CausalSession : IDisposable
{
    private static readonly string[] Inputs = ["input_ids", "attention_mask", "positions"];

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly int _vocabulary;

    private CausalSession(InferenceSession session, int vocabulary)
    {
        _session = session;
        _vocabulary = vocabulary;
    }

    /// <summary>Opens a model and checks that it is a causal one.</summary>
    /// <exception cref="InterplayException"><c>model-unreadable</c> or <c>model-not-causal</c>.</exception>
    public static CausalSession Open(byte[] model, string folder, int vocabulary)
    {
        return new CausalSession(
            RuntimeSession.Open(
                model,
                folder,
                Inputs,
                logits => logits.Length == 3 && (logits[2] < 0 || logits[2] == vocabulary),
                found => new InterplayException(
                    ErrorKind.Data,
                    "model-not-causal",
                    $"The model.onnx of '{folder}' has {found}; a causal model has exactly the inputs input_ids and attention_mask, int64 [batch, tokens], "
                        + $"and positions, int64 [batch, positions], and an output logits, float [batch, positions, {vocabulary}], one a token of vocab.json."
                )
            ),
            vocabulary
        );
    }

    /// <summary>The logits of every token of the vocabulary after each position from <paramref name="first"/> on.</summary>
    /// <remarks>
    /// One sequence a run and never padded: what stands beside a sequence cannot change its numbers. Batches of equal length would save
    /// about 5 % at 150 tokens and 30 % at 20 (docs/adr/0011-a-server-of-our-own.md).
    /// </remarks>
    /// <exception cref="InterplayException"><c>model-failed</c>.</exception>
    public float[] Run(ReadOnlySpan<int> tokens, int first)
    {
        int count = tokens.Length;
        var ids = new long[count];
        var attended = new long[count];
        var positions = new long[count - first];
        for (int i = 0; i < count; i++)
        {
            ids[i] = tokens[i];
            attended[i] = 1;
        }

        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = first + i;
        }

        using var idsValue = OrtValue.CreateTensorValueFromMemory(ids, [1, count]);
        using var attendedValue = OrtValue.CreateTensorValueFromMemory(attended, [1, count]);
        using var positionsValue = OrtValue.CreateTensorValueFromMemory(
            positions,
            [1, positions.Length]
        );
        float[] logits = _session.Logits(
            _run,
            new Dictionary<string, OrtValue>
            {
                [Inputs[0]] = idsValue,
                [Inputs[1]] = attendedValue,
                [Inputs[2]] = positionsValue,
            },
            (positions.Length, "positions"),
            _vocabulary,
            $"{count} tokens"
        );
        return logits.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue)
            ? throw RuntimeSession.Failed($"{count} tokens", "a logit is not finite")
            : logits;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
