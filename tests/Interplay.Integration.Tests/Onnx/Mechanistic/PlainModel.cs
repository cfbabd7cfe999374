using Interplay.Onnx.Mechanistic.Ablation;
using Microsoft.ML.OnnxRuntime;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>A model file in ONNX Runtime as anybody runs it: nothing read, cut or rewritten.</summary>
internal static class PlainModel
{
    /// <summary>One output for one prompt, flat.</summary>
    public static float[] Answer(byte[] model, ModelInputs prompt, string output = "logits")
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        using var session = new InferenceSession(model, options);
        using var run = new RunOptions();
        string[] names = [.. prompt.Tensors.Keys];
        OrtValue[] values = [.. names.Select(name => prompt.Tensors[name].Tensor.ToOrt())];
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(
                run,
                names,
                values,
                [output]
            );
            return results[0].GetTensorDataAsSpan<float>().ToArray();
        }
        finally
        {
            Array.ForEach(values, static value => value.Dispose());
        }
    }
}
