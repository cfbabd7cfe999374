using Interplay.Lenses.Prompts.Messages;
using Interplay.ValueFunctions;

namespace Interplay.Llm.Answers;

/// <summary>
/// Numbers read from a sampled answer: the model answers once a prompt, every measure reads that answer, and the last number is 1 where the answer is
/// missing (refused or empty) and 0 where it is not, so that such answers can be told from bad ones afterwards.
/// </summary>
public sealed class AnswerScorer : IPromptScorer
{
    /// <summary>Name of the number that marks missing answers.</summary>
    public const string MissingAnswer = "missing answer";

    private readonly IAnswerSource _source;
    private readonly IAnswerMeasure[] _measures;

    /// <summary>Creates a scorer.</summary>
    /// <param name="source">What answers.</param>
    /// <param name="measures">What is read from the answers, at least one, each with a name of its own.</param>
    /// <exception cref="InterplayException"><c>measure-repeated</c>: two measures have the same name.</exception>
    public AnswerScorer(IAnswerSource source, params IReadOnlyList<IAnswerMeasure> measures)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(measures);
        ArgumentOutOfRangeException.ThrowIfZero(measures.Count, nameof(measures));
        _source = source;
        _measures = [.. measures];
        Outputs = [.. _measures.Select(static measure => measure.Name), MissingAnswer];
        string? repeated = Outputs
            .GroupBy(static name => name, StringComparer.Ordinal)
            .FirstOrDefault(static group => group.Count() > 1)
            ?.Key;
        if (repeated is not null)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "measure-repeated",
                $"Two measures are named '{repeated}'; each number needs a name of its own."
            );
        }

        Fingerprint = Interplay.Fingerprint.Of([
            nameof(AnswerScorer),
            source.Fingerprint,
            .. _measures.Select(static measure => measure.Fingerprint),
        ]);
    }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; }

    /// <inheritdoc/>
    public async ValueTask<PromptScore> ScoreAsync(
        Prompt prompt,
        CancellationToken cancellationToken = default
    )
    {
        Answer answer = await _source.AnswerAsync(prompt, cancellationToken);
        var values = new double[Outputs.Count];
        values[^1] = answer.IsMissing ? 1 : 0;
        AblationCost cost = answer.Cost;
        string text = answer.IsRefused ? "" : answer.Text;
        for (int i = 0; i < _measures.Length; i++)
        {
            Measurement found = await _measures[i].MeasureAsync(text, cancellationToken);
            values[i] = found.Value;
            cost += found.Cost;
        }

        return new PromptScore(values, cost);
    }
}
