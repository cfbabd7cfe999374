using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Text;

/// <summary>An open ONNX Runtime session of a two-class text classifier. Safe for use by many threads.</summary>
internal sealed class ClassifierSession : IDisposable
{
    private const int Classes = 2;
    private static readonly string[] Inputs = ["input_ids", "attention_mask"];
    private static readonly string[] Outputs = ["logits"];

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    private ClassifierSession(InferenceSession session) => _session = session;

    /// <summary>Opens a model and checks that it is a text classifier.</summary>
    /// <exception cref="InterplayException"><c>model-unreadable</c> or <c>model-not-a-text-classifier</c>.</exception>
    public static ClassifierSession Open(byte[] model, string folder)
    {
        InferenceSession session = OpenGraph(model, folder);
        string? fault = Fault(session);
        if (fault is null)
        {
            return new ClassifierSession(session);
        }

        session.Dispose();
        throw new InterplayException(
            ErrorKind.Data,
            "model-not-a-text-classifier",
            $"The model.onnx of '{folder}' has {fault}; a text classifier has exactly the inputs input_ids and attention_mask, "
                + "int64 [batch, tokens], and an output logits, float [batch, 2]."
        );
    }

    /// <summary>Opens any graph with the settings that make its numbers repeatable.</summary>
    /// <exception cref="InterplayException"><c>model-unreadable</c>.</exception>
    public static InferenceSession OpenGraph(byte[] model, string folder)
    {
        try
        {
            // One thread a run: the parallelism is over runs, and the order of every sum stays fixed.
            // Full optimisation showed no gain over the extended one; shapes vary, so memory patterns are off.
            using var options = new SessionOptions
            {
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                EnableMemoryPattern = false,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            return new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "model-unreadable",
                $"ONNX Runtime cannot open the model.onnx of '{folder}' ({model.Length} bytes): {e.Message}",
                e
            );
        }
    }

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
        float[] logits = Run(ids, attended, [rows, width]);
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

    private static string? Fault(InferenceSession session)
    {
        IReadOnlyDictionary<string, NodeMetadata> inputs = session.InputMetadata;
        if (
            inputs.Count != Inputs.Length
            || !Inputs.All(name =>
                inputs.TryGetValue(name, out NodeMetadata? input)
                && Is(input, TensorElementType.Int64)
            )
        )
        {
            return $"the inputs {Describe(inputs)}";
        }

        bool classifies =
            session.OutputMetadata.TryGetValue(Outputs[0], out NodeMetadata? logits)
            && Is(logits, TensorElementType.Float)
            && logits.Dimensions[1] == Classes;
        return classifies ? null : $"the outputs {Describe(session.OutputMetadata)}";
    }

    private static bool Is(NodeMetadata node, TensorElementType type) =>
        node.IsTensor && node.ElementDataType == type && node.Dimensions.Length == 2;

    private static string Describe(IReadOnlyDictionary<string, NodeMetadata> nodes) =>
        string.Join(
            ", ",
            nodes.Select(node =>
                node.Value.IsTensor
                    ? $"{node.Key} {node.Value.ElementDataType}[{string.Join(',', node.Value.Dimensions)}]"
                    : $"{node.Key} ({node.Value.OnnxValueType})"
            )
        );

    private float[] Run(long[] ids, long[] attended, long[] shape)
    {
        using var idsValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var attendedValue = OrtValue.CreateTensorValueFromMemory(attended, shape);
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(
                _run,
                Inputs,
                [idsValue, attendedValue],
                Outputs
            );
            float[] logits = results[0].GetTensorDataAsSpan<float>().ToArray();
            return logits.Length == shape[0] * Classes
                ? logits
                : throw Failed($"{logits.Length} logits for {shape[0]} texts", null);
        }
        catch (OnnxRuntimeException e)
        {
            throw Failed(e.Message, e);
        }

        InterplayException Failed(string what, Exception? inner) =>
            new(
                ErrorKind.ValueFunction,
                "model-failed",
                $"The model failed on {shape[0]} texts of {shape[1]} tokens: {what}",
                inner
            );
    }
}
