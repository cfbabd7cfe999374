using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>Stands where a scorer would in a dry run: it has a name and is never asked.</summary>
internal sealed class UnaskedScorer : IPromptScorer
{
    public string Fingerprint => "unasked";

    public IReadOnlyList<string> Outputs { get; } = ["score"];

    public ValueTask<PromptScore> ScoreAsync(
        Prompt prompt,
        CancellationToken cancellationToken = default
    ) => throw new InvalidOperationException("A dry run asks nothing.");
}
