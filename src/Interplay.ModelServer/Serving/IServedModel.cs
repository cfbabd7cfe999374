using Interplay.Lenses.Prompts.Messages;

namespace Interplay.ModelServer.Serving;

/// <summary>A model behind the routes. Safe for use by many requests at once.</summary>
internal interface IServedModel : IDisposable
{
    /// <summary>Most tokens of a prompt and its answer.</summary>
    int ContextLength { get; }

    /// <summary>Identity of the model's files.</summary>
    string Fingerprint { get; }

    /// <summary>Reads a text; special tokens in it stand for themselves.</summary>
    ServedPrompt Read(string text);

    /// <summary>Reads tokens.</summary>
    ServedPrompt Read(IReadOnlyList<int> tokens);

    /// <summary>Reads a conversation.</summary>
    ServedPrompt Read(IReadOnlyList<PromptMessage> messages, bool opensAnswer, bool continuesLast);

    /// <summary>The bytes of a token.</summary>
    ReadOnlyMemory<byte> TokenBytes(int token);

    /// <summary>Answers a prompt.</summary>
    /// <param name="prompt">The prompt, which has passed <see cref="Check"/>.</param>
    /// <param name="sampling">How.</param>
    /// <param name="onToken">Told of every token of the answer as it is drawn, with the text that can be shown now, and at the end without a token if text was held back; null if nobody waits for it.</param>
    /// <param name="cancellationToken">Stops between tokens.</param>
    Task<ServedAnswer> AnswerAsync(
        ServedPrompt prompt,
        Sampling sampling,
        Func<ServedToken?, string, ValueTask>? onToken,
        CancellationToken cancellationToken
    );

    /// <summary>Refuses what the model cannot do, before anything is computed.</summary>
    /// <exception cref="ApiException">400.</exception>
    void Check(ServedPrompt prompt, Sampling sampling, string promptField);
}
