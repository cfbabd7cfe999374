namespace Interplay.Llm.Answers;

/// <summary>A number read from an answer. Safe for use by many threads.</summary>
public interface IAnswerMeasure
{
    /// <summary>Name of the number: the output that reports show and readouts choose (<c>measure:name</c>).</summary>
    string Name { get; }

    /// <summary>Identity of the measure and its options, the same in every process. Never holds a key or an address.</summary>
    string Fingerprint { get; }

    /// <summary>Measures one answer.</summary>
    /// <param name="answer">The answer. One that is missing has an empty text and is measured like any other; the scorer marks it beside.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>A finite number, and what it cost to find.</returns>
    /// <exception cref="InterplayException"><c>answer-unreadable</c>: the answer does not hold what is measured.</exception>
    ValueTask<Measurement> MeasureAsync(
        string answer,
        CancellationToken cancellationToken = default
    );
}
