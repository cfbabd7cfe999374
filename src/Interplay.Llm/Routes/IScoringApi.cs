using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;

namespace Interplay.Llm.Routes;

/// <summary>One way to have a continuation scored token by token by a model.</summary>
internal interface IScoringApi
{
    /// <summary>Which way it is.</summary>
    ScoringRoute Route { get; }

    /// <summary>Whether tokens are looked up in lists of likely ones, and not scored as a text.</summary>
    bool SeesListsOnly { get; }

    /// <summary>Requests that a continuation takes.</summary>
    /// <param name="tokens">Its number of tokens.</param>
    /// <param name="isPlain">Whether the prompt has no chat template.</param>
    int Calls(int tokens, bool isPlain);

    /// <summary>Lets the model go on greedily.</summary>
    ValueTask<EndpointAnswer<Generation>> GenerateAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    );

    /// <summary>Scores a continuation.</summary>
    /// <param name="prompt">What comes before.</param>
    /// <param name="continuation">The continuation, not empty.</param>
    /// <param name="tokens">How it was cut before another prompt; null leaves that to the model. Routes that score a text in one call cut as the model does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Tokens that cover the continuation.</returns>
    ValueTask<EndpointAnswer<ScoredToken[]>> ScoreAsync(
        Prompt prompt,
        string continuation,
        ScoredToken[]? tokens,
        CancellationToken cancellationToken
    );
}
