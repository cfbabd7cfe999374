namespace Interplay.Llm.Answers;

/// <summary>A measure that looks at nothing but the text of the answer.</summary>
public abstract class TextMeasure : IAnswerMeasure
{
    private readonly string[] _options;

    /// <summary>Creates a measure.</summary>
    /// <param name="name">Name of the number.</param>
    /// <param name="options">Everything that decides the number, for the fingerprint.</param>
    private protected TextMeasure(string name, params string[] options)
    {
        Name = name;
        _options = options;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Fingerprint => Interplay.Fingerprint.Of([GetType().Name, .. _options]);

    /// <inheritdoc/>
    public ValueTask<Measurement> MeasureAsync(
        string answer,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(answer);
        return ValueTask.FromResult(new Measurement(Measure(answer)));
    }

    private protected abstract double Measure(string answer);

    /// <summary>The number that stands for an answer without one, or the error.</summary>
    private protected double Missing(double? otherwise, string answer, string expected) =>
        otherwise
        ?? throw new InterplayException(
            ErrorKind.ValueFunction,
            "answer-unreadable",
            $"Measure '{Name}' expects {expected}; the answer was {RawOutputs.Quote(Shortened(answer))}. Give a number for answers without one to go on."
        );

    internal static string Shortened(string answer) =>
        answer.Length <= 200 ? answer : $"{answer[..199]}…";
}
