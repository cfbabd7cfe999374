using System.CommandLine;
using Interplay.Cli.Options;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>All options of a run on a prompt.</summary>
internal sealed class PromptRunOptions
{
    public PromptOptions Prompt { get; } = new();

    public EndpointOption Endpoint { get; } = new();

    public ScoreOptions Score { get; } = new();

    public MethodOptions Method { get; } = new();

    public RoundOptions Rounds { get; } = new();

    public AdaptiveLevels Adaptive { get; } = new();

    public SpendingOptions Spending { get; } = new();

    public JournalOption Journal { get; } = new();

    public ViewOptions View { get; } = new();

    public void AddTo(Command command)
    {
        Prompt.AddTo(command);
        Endpoint.AddTo(command);
        Score.AddTo(command);
        Method.AddPlanTo(command);
        Method.AddNearWholeTo(command);
        Rounds.AddTo(command);
        Adaptive.AddTo(command);
        Spending.AddTo(command);
        Journal.AddTo(command);
        View.AddTo(command);
    }
}
