using Interplay.Lenses.Prompts.Messages;
using Interplay.ValueFunctions;

namespace Interplay.Llm;

/// <summary>What turns a prompt into numbers: the log-probabilities of a continuation or of labels, or a number read from a sampled answer. Safe for use by many threads.</summary>
public interface IPromptScorer
{
    /// <summary>Identity of the model, of what is scored and how, the same in every process. Never holds a key or an address.</summary>
    string Fingerprint { get; }

    /// <summary>Names of the numbers it gives, at least one: a token of the continuation each, or a label each.</summary>
    IReadOnlyList<string> Outputs { get; }

    /// <summary>Scores one prompt.</summary>
    /// <param name="prompt">The prompt, with parts ablated.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InterplayException">The model failed for good: retries are over, or there is no use in them.</exception>
    ValueTask<PromptScore> ScoreAsync(Prompt prompt, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="IValueFunction.Fault"/>
    string? Fault(ReadOnlySpan<double> values) => null;
}
