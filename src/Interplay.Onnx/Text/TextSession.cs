using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Text;

/// <summary>An open ONNX Runtime session that reads tokens and gives one output, a row a text. Safe for use by many threads.</summary>
internal sealed class TextSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly TokenInputs _inputs;
    private readonly string _output;
    private readonly bool _mixesRows;

    /// <param name="session">The session, disposed with this one.</param>
    /// <param name="inputs">How it is fed.</param>
    /// <param name="output">The output that is read, of 16, 32 or 64 bits.</param>
    /// <param name="mixesRows">Whether the rows of a batch change one another's values.</param>
    public TextSession(InferenceSession session, TokenInputs inputs, string output, bool mixesRows)
    {
        _session = session;
        _inputs = inputs;
        _output = output;
        _mixesRows = mixesRows;
    }

    /// <summary>Number of different texts in every run; null for what is fast.</summary>
    public int? TextsPerRun => _mixesRows ? 1 : _inputs.Rows;

    /// <summary>The output for some texts of equal token count.</summary>
    /// <returns>The values, the last dimension running fastest, without those of repeated texts; and the dimensions that the model gave.</returns>
    /// <exception cref="InterplayException"><c>model-failed</c>.</exception>
    public (float[] Values, long[] Shape) Run(IReadOnlyList<int[]> texts)
    {
        // One row takes other summation paths than two or more: a lone text runs beside its own copy.
        int rows = _inputs.Rows ?? (_mixesRows ? 1 : Math.Max(texts.Count, 2));
        string asked = $"{rows} texts of {texts[0].Length} tokens";
        Dictionary<string, OrtValue> inputs = _inputs.Of(texts, rows);
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(
                _run,
                inputs,
                [_output]
            );
            OrtTensorTypeAndShapeInfo info = results[0].GetTensorTypeAndShape();
            float[] values = Read(results[0], info.ElementDataType);
            return info.Shape is [var given, ..] && given == rows
                ? (values[..(values.Length / rows * texts.Count)], info.Shape)
                : throw RuntimeSession.Failed(
                    asked,
                    $"'{_output}' has the dimensions [{string.Join(", ", info.Shape)}] and no row a text"
                );
        }
        catch (OnnxRuntimeException e)
        {
            throw RuntimeSession.Failed(asked, e.Message, e);
        }
        finally
        {
            foreach (OrtValue input in inputs.Values)
            {
                input.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private static float[] Read(OrtValue value, TensorElementType type) =>
        type switch
        {
            TensorElementType.Float16 =>
            [
                .. value
                    .GetTensorDataAsSpan<Float16>()
                    .ToArray()
                    .Select(static number => (float)BitConverter.UInt16BitsToHalf(number.value)),
            ],
            TensorElementType.Double =>
            [
                .. value.GetTensorDataAsSpan<double>().ToArray().Select(static x => (float)x),
            ],
            _ => value.GetTensorDataAsSpan<float>().ToArray(),
        };
}
