using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx;

/// <summary>Opens graphs in ONNX Runtime with the settings that make their numbers repeatable, and reads the logits of text models.</summary>
internal static class RuntimeSession
{
    /// <summary>Reads a file of a model's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="expected">What such a folder is, in words.</param>
    /// <exception cref="InterplayException"><c>model-not-found</c>.</exception>
    public static byte[] ReadAll(string folder, string name, string expected) =>
        ReadAll(Path.Combine(folder, name), expected);

    /// <summary>Reads a file of a model's folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What such a folder is, in words.</param>
    /// <exception cref="InterplayException"><c>model-not-found</c>.</exception>
    public static byte[] ReadAll(string path, string expected)
    {
        try
        {
            return WholeFile.ReadAll(
                path,
                Array.MaxLength,
                () =>
                    new InterplayException(
                        ErrorKind.Missing,
                        "model-not-found",
                        $"{expected}; '{path}' has more than {Array.MaxLength} bytes"
                    )
            );
        }
        catch (InterplayException e) when (e.Name is "file-not-found" or "file-unreadable")
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "model-not-found",
                $"{expected}. {e.Message}",
                e
            );
        }
    }

    /// <summary>Opens a model.</summary>
    /// <param name="model">The bytes of the file.</param>
    /// <param name="source">What an error calls it.</param>
    /// <exception cref="InterplayException"><c>model-unreadable</c>.</exception>
    public static InferenceSession Open(byte[] model, string source)
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
                $"ONNX Runtime cannot open {source} ({model.Length} bytes): {e.Message}",
                e
            );
        }
    }

    /// <summary>Opens the model of a folder and checks that it reads tokens and gives logits.</summary>
    /// <param name="model">The bytes of the file.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="inputs">Its inputs, all of them int64 matrices.</param>
    /// <param name="logitDimensions">Whether the dimensions of its output <c>logits</c>, of single precision, are as they should be.</param>
    /// <param name="wrong">The error of a model that has something else: what it has, in words.</param>
    public static InferenceSession Open(
        byte[] model,
        string folder,
        IReadOnlyCollection<string> inputs,
        Func<int[], bool> logitDimensions,
        Func<string, InterplayException> wrong
    )
    {
        InferenceSession session = Open(model, $"the model.onnx of '{folder}'");
        bool reads =
            session.InputMetadata.Count == inputs.Count
            && inputs.All(name =>
                session.InputMetadata.TryGetValue(name, out NodeMetadata? input)
                && input is { IsTensor: true, ElementDataType: TensorElementType.Int64 }
                && input.Dimensions.Length == 2
            );
        if (
            reads
            && session.OutputMetadata.TryGetValue("logits", out NodeMetadata? logits)
            && logits is { IsTensor: true, ElementDataType: TensorElementType.Float }
            && logitDimensions(logits.Dimensions)
        )
        {
            return session;
        }

        string found = reads
            ? $"the outputs {Described(session.OutputMetadata)}"
            : $"the inputs {Described(session.InputMetadata)}";
        session.Dispose();
        throw wrong(found);
    }

    /// <summary>The logits of one run, row by row.</summary>
    /// <param name="session">The session.</param>
    /// <param name="run">Its options.</param>
    /// <param name="inputs">Names and values of the inputs.</param>
    /// <param name="rows">How many rows are expected, and what one is.</param>
    /// <param name="width">Number of logits in a row.</param>
    /// <param name="asked">What the model was run on, in words.</param>
    /// <exception cref="InterplayException"><c>model-failed</c>.</exception>
    public static float[] Logits(
        this InferenceSession session,
        RunOptions run,
        IReadOnlyDictionary<string, OrtValue> inputs,
        (int Count, string Name) rows,
        int width,
        string asked
    )
    {
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(
                run,
                inputs,
                ["logits"]
            );
            float[] logits = results[0].GetTensorDataAsSpan<float>().ToArray();
            return logits.Length == rows.Count * width
                ? logits
                : throw Failed(asked, $"{logits.Length} logits for {rows.Count} {rows.Name}");
        }
        catch (OnnxRuntimeException e)
        {
            throw Failed(asked, e.Message, e);
        }
    }

    public static InterplayException Failed(string asked, string what, Exception? inner = null) =>
        new(ErrorKind.ValueFunction, "model-failed", $"The model failed on {asked}: {what}", inner);

    /// <summary>Inputs or outputs in words.</summary>
    public static string Described(IReadOnlyDictionary<string, NodeMetadata> nodes) =>
        string.Join(
            ", ",
            nodes.Select(static node =>
                node.Value.IsTensor
                    ? $"{node.Key} {node.Value.ElementDataType}[{string.Join(',', node.Value.Dimensions)}]"
                    : $"{node.Key} ({node.Value.OnnxValueType})"
            )
        );
}
