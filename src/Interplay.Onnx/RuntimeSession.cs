using Microsoft.ML.OnnxRuntime;

namespace Interplay.Onnx;

/// <summary>Opens graphs in ONNX Runtime with the settings that make their numbers repeatable.</summary>
internal static class RuntimeSession
{
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
}
