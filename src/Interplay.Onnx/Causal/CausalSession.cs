using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Causal;

/// <summary>An open ONNX Runtime session of a causal language model. Safe for use by many threads.</summary>
internal sealed class CausalSession : IDisposable
{
    private static readonly string[] Inputs = ["input_ids", "attention_mask", "positions"];
    private static readonly string[] Outputs = ["logits"];

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
        InferenceSession session = RuntimeSession.Open(model, $"the model.onnx of '{folder}'");
        if (Fault(session, vocabulary) is not { } fault)
        {
            return new CausalSession(session, vocabulary);
        }

        session.Dispose();
        throw new InterplayException(
            ErrorKind.Data,
            "model-not-causal",
            $"The model.onnx of '{folder}' has {fault}; a causal model has exactly the inputs input_ids and attention_mask, int64 [batch, tokens], "
                + $"and positions, int64 [batch, positions], and an output logits, float [batch, positions, {vocabulary}], one a token of vocab.json."
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
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(
                _run,
                Inputs,
                [idsValue, attendedValue, positionsValue],
                Outputs
            );
            float[] logits = results[0].GetTensorDataAsSpan<float>().ToArray();
            return logits.Length != positions.Length * _vocabulary
                    ? throw Failed($"{logits.Length} logits for {positions.Length} positions", null)
                : logits.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue)
                    ? throw Failed("a logit is not finite", null)
                : logits;
        }
        catch (OnnxRuntimeException e)
        {
            throw Failed(e.Message, e);
        }

        InterplayException Failed(string what, Exception? inner) =>
            new(
                ErrorKind.ValueFunction,
                "model-failed",
                $"The model failed on {count} tokens: {what}",
                inner
            );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private static string? Fault(InferenceSession session, int vocabulary)
    {
        IReadOnlyDictionary<string, NodeMetadata> inputs = session.InputMetadata;
        if (
            inputs.Count != Inputs.Length
            || !Inputs.All(name =>
                inputs.TryGetValue(name, out NodeMetadata? input)
                && Is(input, TensorElementType.Int64, 2)
            )
        )
        {
            return $"the inputs {Describe(inputs)}";
        }

        bool predicts =
            session.OutputMetadata.TryGetValue(Outputs[0], out NodeMetadata? logits)
            && Is(logits, TensorElementType.Float, 3)
            && (logits.Dimensions[2] < 0 || logits.Dimensions[2] == vocabulary);
        return predicts ? null : $"the outputs {Describe(session.OutputMetadata)}";
    }

    private static bool Is(NodeMetadata node, TensorElementType type, int rank) =>
        node.IsTensor && node.ElementDataType == type && node.Dimensions.Length == rank;

    private static string Describe(IReadOnlyDictionary<string, NodeMetadata> nodes) =>
        string.Join(
            ", ",
            nodes.Select(node =>
                node.Value.IsTensor
                    ? $"{node.Key} {node.Value.ElementDataType}[{string.Join(',', node.Value.Dimensions)}]"
                    : $"{node.Key} ({node.Value.OnnxValueType})"
            )
        );
}
