using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Lenses.Prompts;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Scoring;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.Storage.Stored;

namespace Interplay.Cli.Explain.Prompts;

/// <summary><c>interplay explain prompt</c>: which documents, messages or words of a prompt act together in a language model's answer.</summary>
internal static class ExplainPromptCommand
{
    public static Command Create()
    {
        var command = new Command(
            "prompt",
            "Explain a prompt on a language model behind an endpoint: which documents, messages, sentences or words its answer needs, and which of them together. Every answer that is paid for is kept in the journal; the same command goes on where it stopped."
        );
        var options = new PromptRunOptions();
        options.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(parsed, options, cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        PromptRunOptions options,
        CancellationToken cancellationToken
    )
    {
        ScoreRequest score = options.Score.Read(parsed);
        ExplainOptions explain = options.View.Checked(parsed, options.Method);
        AnytimeOptions? anytime = options.Rounds.Read(parsed);
        AdaptiveOptions? adaptive = options.Adaptive.Read(parsed);
        PromptEvaluationOptions spending = options.Spending.Read(
            parsed,
            options.Endpoint.Concurrency(parsed)
        );
        PromptFile file = options.Prompt.ReadFile(parsed);
        PromptLens lens = options.Prompt.Cut(parsed, file.Prompt);
        Messages messages = ScreenOptions.Messages(parsed);
        var check = DocumentCheck.Of(
            lens,
            explain,
            hasSteps: anytime is not null || adaptive is not null
        );
        explain = explain with { Budget = check.Budget };
        if (options.Spending.IsDryRun(parsed))
        {
            DryRun.Print(
                lens,
                explain,
                check,
                spending,
                options.Endpoint.Rate(parsed),
                SafeOutput.Out
            );
            return ExitCode.Ok;
        }

        EndpointOptions endpoint = options.Endpoint.Read(parsed, file.Model);
        await using IDurableJournal journal = await options.Journal.OpenAsync(
            parsed,
            mustExist: false,
            cancellationToken
        );
        using var client = new EndpointClient(endpoint);
        EndpointCapabilities capabilities = await score.ProbeAsync(
            client,
            file.Prompt,
            cancellationToken
        );
        EndpointLines.Print(capabilities, messages);
        IPromptScorer scorer = await score.CreateScorerAsync(
            client,
            capabilities,
            file,
            journal,
            cancellationToken
        );
        explain = explain with { Readout = score.Readout(scorer.Outputs) };
        options.View.CheckShown(parsed, explain.Readout?.Outputs ?? scorer.Outputs);
        if (scorer is LabelScorer { NotListed: { } unlisted })
        {
            messages.Note(unlisted);
        }

        if (scorer is ContinuationScorer scored)
        {
            messages.Note($"Answer that is explained: {RawOutputs.Quote(scored.Continuation)}");
        }

        var run = new ShownRun(messages) { Journal = journal };
        string title = $"prompt {options.Prompt.Summary(parsed)} · {capabilities.Model}";
        PromptValueFunction FunctionOf(PromptLens over) => new(over, scorer, spending);
        RunResult result = await run.ExplainAsync(
            adaptive is null
                ? new FunctionRequest
                {
                    Function = FunctionOf(lens),
                    Subject = Subject.Of(lens.Parts, lens.Text),
                    Options = explain,
                    Rounds = anytime,
                    Journal = journal,
                    Title = title,
                }
                : new LevelsRequest<PromptLens>
                {
                    Lens = lens,
                    FunctionOf = FunctionOf,
                    Levels = adaptive,
                    Options = explain,
                    Journal = journal,
                    Title = title,
                },
            each: step =>
            {
                if (step is LevelResult<PromptLens> level)
                {
                    lens = level.Lens;
                    messages.Note(LevelLines.Of(level));
                }
            },
            cancellationToken: cancellationToken
        );
        Explanation explanation = result.Explanation with
        {
            Subject = options.Prompt.Subject(parsed, lens, capabilities.Model),
        };
        (explanation, SufficientParts? needed) = await check.RunAsync(
            new FunctionRequest
            {
                Function = FunctionOf(lens),
                Options = explain,
                Journal = journal,
            },
            result,
            explanation,
            cancellationToken
        );
        await options.View.DeliverAsync(
            parsed,
            explanation,
            (screen, shown, view) =>
            {
                ExplanationReport.Print(screen, shown, view);
                DocumentSection.Print(screen, lens, shown, view, needed);
            }
        );
        SpendingLines.Print(result.Cost, client.Usage, spending.Prices, journal.Location, messages);
        return run.Exit(result);
    }
}
