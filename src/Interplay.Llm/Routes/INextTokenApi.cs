using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;

namespace Interplay.Llm.Routes;

/// <summary>A route that lists the likely next tokens.</summary>
internal interface INextTokenApi
{
    /// <summary>Which way it is.</summary>
    ScoringRoute Route { get; }

    /// <summary>Lets the model go on greedily.</summary>
    ValueTask<EndpointAnswer<Generation>> GenerateAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    );

    /// <summary>The likely tokens after a prompt and the beginning of its answer, at least one.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="prefix">The beginning of the answer; may be empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<EndpointAnswer<ServerToken[]>> NextAsync(
        Prompt prompt,
        string prefix,
        CancellationToken cancellationToken
    );
}
