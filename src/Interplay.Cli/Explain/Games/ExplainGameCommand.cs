using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Cli.Terminal;
using Interplay.Measurements.Games;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.ValueFunctions.Games;

namespace Interplay.Cli.Explain.Games;

/// <summary><c>interplay explain game</c>: a method against a function whose answer is known.</summary>
internal static class ExplainGameCommand
{
    public static Command Create()
    {
        var command = new Command(
            "game",
            "Run a method on a game (a JSON case file) and score it on the case's held-out rows. No ablations are held out unless --held-out says so."
        );
        Argument<string> file = new("CASE") { Description = "The case file, JSON." };
        Option<double?> scale = Numbers.Real(
            "--scale",
            "X",
            "Factor on the function, its noise and its true terms, not 0 [default: 1]"
        );
        TargetOption scoreFile = new("--score")
        {
            HelpName = "FILE",
            Description = "Save the score as JSON; - prints it instead of the report.",
        };
        var method = new MethodOptions();
        var prior = new PriorOption();
        var rounds = new RoundOptions();
        var view = new ViewOptions();
        command.Arguments.Add(file);
        method.AddPlanTo(command);
        method.AddNearWholeTo(command);
        prior.AddTo(command);
        rounds.AddTo(command);
        command.Options.Add(scale);
        view.AddTo(command);
        command.Options.Add(scoreFile);
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed,
                    TargetFile.ReadGame(parsed.GetRequiredValue(file), parsed.GetValue(scale) ?? 1),
                    method,
                    prior,
                    rounds,
                    view,
                    parsed.GetValue(scoreFile),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        Game game,
        MethodOptions method,
        PriorOption prior,
        RoundOptions rounds,
        ViewOptions view,
        string? scoreFile,
        CancellationToken cancellationToken
    )
    {
        ExplainOptions options = view.Checked(parsed, method);
        options = await prior.ApplyAsync(
            parsed,
            options with
            {
                HeldOut = options.HeldOut ?? 0,
            },
            game.PartCount,
            game.Outputs,
            null,
            cancellationToken
        );
        StepClock? clock = null;
        var run = new ShownRun(ScreenOptions.Messages(parsed));
        RunResult result = await run.ExplainAsync(
            new FunctionRequest
            {
                Function = game,
                Options = options,
                Rounds = rounds.Read(parsed),
            },
            line => clock = new StepClock(line),
            cancellationToken: cancellationToken
        );
        clock!.Stop();
        Explanation explanation = prior.Recorded(
            parsed,
            result.Explanation with
            {
                Subject = new GameSubject { Parts = result.Explanation.Parts },
            }
        );
        var report = GameReport.Of(game, explanation, clock);
        await TargetFile.AfterAsync(
            async () =>
            {
                await view.SaveAsync(parsed, explanation);
                if (scoreFile is not null)
                {
                    await TargetFile.WriteAsync(scoreFile, report.WriteJsonAsync);
                }
            },
            () =>
            {
                if (!view.TakesOutput(parsed) && scoreFile != TargetFile.Standard)
                {
                    GameText.Print(report, view.Top(parsed), SafeOutput.Out);
                }
            }
        );

        return run.Exit(result);
    }
}
