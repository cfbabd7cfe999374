using Interplay.ValueFunctions;

namespace Interplay.Llm.Readouts;

/// <summary>One of the numbers that were measured on sampled answers: <c>measure:length</c>.</summary>
internal sealed class MeasureReadout : IReadout
{
    private readonly int _column;

    public MeasureReadout(string measure, IReadOnlyList<string> rawOutputs)
    {
        _column = rawOutputs.ToList().IndexOf(measure);
        if (_column < 0)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "measure-unknown",
                $"No measure '{measure}' was taken; these ablations hold {string.Join(", ", rawOutputs)}."
            );
        }

        Name = $"measure:{measure}";
        Outputs = [measure];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; }

    /// <inheritdoc/>
    public bool Read(ReadOnlySpan<double> values, Span<double> outputs)
    {
        outputs[0] = values[_column];
        return true;
    }
}
