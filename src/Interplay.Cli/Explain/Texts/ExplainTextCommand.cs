using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Cli.Sections;
using Interplay.Lenses.Text;
using Interplay.Models;
using Interplay.Onnx.Text;
using Interplay.Reports;
using Interplay.Runs;

namespace Interplay.Cli.Explain.Texts;

/// <summary><c>interplay explain text</c>: which words of a text act together in a model's decision.</summary>
internal static class ExplainTextCommand
{
    public static Command Create()
    {
        var command = new Command(
            "text",
            "Explain a text on the shipped sentiment model: which of its words act together. Values are log-odds of the positive class: 0 is undecided, +1 is 73 % positive, +2 is 88 %."
        );
        var text = new TextOptions();
        var method = new MethodOptions();
        var prior = new PriorOption();
        var rounds = new RoundOptions();
        var view = new ViewOptions();
        Option<string> model = ModelOption.Create();
        text.AddArgumentTo(command);
        command.Options.Add(model);
        method.AddPlanTo(command);
        method.AddNearWholeTo(command);
        prior.AddTo(command);
        rounds.AddTo(command);
        view.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed,
                    text,
                    method,
                    prior,
                    rounds,
                    view,
                    parsed.GetRequiredValue(model),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        TextOptions text,
        MethodOptions method,
        PriorOption prior,
        RoundOptions rounds,
        ViewOptions view,
        string model,
        CancellationToken cancellationToken
    )
    {
        ExplainOptions options = view.Checked(parsed, method);
        string folder = ShippedModels.Find(model);
        TextLens lens = text.ReadRequired(parsed);
        using var classifier = TextClassifier.Load(folder);
        var function = new TextClassifierValueFunction(classifier, lens);
        view.CheckShown(parsed, function.Outputs);
        options = await prior.ApplyAsync(
            parsed,
            options,
            function.PartCount,
            function.Outputs,
            lens.Parts,
            cancellationToken
        );
        var run = new ShownRun(ScreenOptions.Messages(parsed));
        RunResult result = await run.ExplainAsync(
            new FunctionRequest
            {
                Function = function,
                Subject = text.Subject(parsed, lens, model),
                Options = options,
                Rounds = rounds.Read(parsed),
            },
            cancellationToken: cancellationToken
        );
        double measured = classifier.LogOdds([lens.Text], CancellationToken.None)[0];
        Explanation explanation = prior.Recorded(parsed, result.Explanation);
        explanation = explanation with
        {
            Outputs =
            [
                .. explanation.Outputs.Select(output =>
                    output with
                    {
                        Ends = new MeasuredEnds(measured, null),
                    }
                ),
            ],
            Readout = Readout.Sentiment,
        };
        await view.DeliverAsync(parsed, explanation, ExplanationReport.Print);
        return run.Exit(result);
    }
}
