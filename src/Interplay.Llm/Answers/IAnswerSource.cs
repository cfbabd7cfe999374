using Interplay.Lenses.Prompts.Messages;

namespace Interplay.Llm.Answers;

/// <summary>What answers prompts: an <c>IChatClient</c>, an endpoint. Safe for use by many threads.</summary>
public interface IAnswerSource
{
    /// <summary>Identity of the model and of everything that decides its answers, the same in every process. Never holds a key or an address.</summary>
    string Fingerprint { get; }

    /// <summary>Answers one prompt.</summary>
    /// <param name="prompt">The prompt, with parts ablated.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InterplayException">The model failed for good.</exception>
    ValueTask<Answer> AnswerAsync(Prompt prompt, CancellationToken cancellationToken = default);
}
