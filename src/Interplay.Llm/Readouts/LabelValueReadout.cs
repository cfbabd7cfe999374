using Interplay.ValueFunctions;

namespace Interplay.Llm.Readouts;

/// <summary>The log-probability of one label.</summary>
internal sealed class LabelValueReadout(string name, RawLabel label) : IReadout
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; } = [name];

    /// <inheritdoc/>
    public bool Read(ReadOnlySpan<double> values, Span<double> outputs)
    {
        outputs[0] = label.Of(values, out bool isCensored);
        return !isCensored;
    }
}
