using Interplay.Onnx.Mechanistic.Rewriting;
using Microsoft.ML.OnnxRuntime;

namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>One run of a graph on tensors of ours.</summary>
internal static class ModelRun
{
    /// <summary>The wanted values; none without a session.</summary>
    /// <exception cref="InterplayException"><c>model-failed</c>.</exception>
    public static IReadOnlyDictionary<string, HostTensor> Of(
        InferenceSession? session,
        RunOptions options,
        IReadOnlyDictionary<string, HostTensor> inputs,
        IReadOnlyCollection<string> wanted
    )
    {
        if (session is null)
        {
            return new Dictionary<string, HostTensor>();
        }

        // The runtime drops inputs that nothing in the part reads.
        string[] names = [.. session.InputNames];
        var values = new List<OrtValue>();
        try
        {
            foreach (string name in names)
            {
                values.Add(inputs[name].ToOrt());
            }

            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(
                options,
                names,
                values,
                wanted
            );
            return wanted
                .Zip(results, static (name, value) => (name, HostTensor.From(value)))
                .ToDictionary();
        }
        catch (OnnxRuntimeException e)
        {
            throw Failed(e);
        }
        finally
        {
            values.ForEach(static value => value.Dispose());
        }
    }

    public static InterplayException Failed(OnnxRuntimeException e) =>
        new(ErrorKind.ValueFunction, "model-failed", $"The model failed: {e.Message}", e);
}
