using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Cli.Sections;
using Interplay.Lenses.Text;
using Interplay.Models;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Texts;

/// <summary><c>interplay explain text</c>: which words of a text act together in a model's decision.</summary>
internal static class ExplainTextCommand
{
    public static Command Create()
    {
        var command = new Command(
            "text",
            "Explain a text on a text classifier, the shipped sentiment model or a folder of your own: which of its words act together. Values are log-odds of a label, of the positive class in the shipped one: 0 is undecided, +1 is 73 % positive, +2 is 88 %."
        );
        var text = new TextOptions();
        var method = new MethodOptions();
        var prior = new PriorOption();
        var rounds = new RoundOptions();
        var view = new ViewOptions();
        Option<string> model = ModelOption.Create();
        Option<string?> output = new("--output")
        {
            HelpName = "LABEL",
            Description =
                "The label to explain, or all [default: the one that the model finds likeliest; positive on the shipped model]",
        };
        Option<string?> similarTo = new("--similar-to")
        {
            HelpName = "TEXT",
            Description =
                "Explain how alike the text and this one are instead (cosine similarity of their embeddings); --model is then the folder of an encoder.",
        };
        Option<string?> pair = new("--pair")
        {
            HelpName = "TEXT",
            Description =
                "The second text of a model of pairs (entailment, relevance): it is read after the text that is explained, and nothing of it is taken away.",
        };
        text.AddArgumentTo(command);
        command.Options.Add(model);
        command.Options.Add(output);
        command.Options.Add(similarTo);
        command.Options.Add(pair);
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
                    parsed.GetValue(output),
                    parsed.GetValue(similarTo),
                    parsed.GetValue(pair),
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
        string? output,
        string? similarTo,
        string? pair,
        CancellationToken cancellationToken
    )
    {
        ExplainOptions options = view.Checked(parsed, method);
        string folder = ShippedModels.Find(model);
        TextLens whole = text.ReadRequired(parsed);
        if ((output ?? pair) is not null && similarTo is not null)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "text-options-contradict",
                "--output and --pair are for a classifier, and --similar-to asks an encoder for a similarity: give one or the other."
            );
        }

        using AskedText asked = similarTo is null
            ? AskedText.Labels(folder, whole, pair, output, cancellationToken)
            : AskedText.Similarity(folder, whole, similarTo);
        IValueFunction function = asked.Function;
        TextLens lens = asked.Lens;
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
        double[] measured = await asked.MeasureAsync();
        Explanation explanation = prior.Recorded(parsed, result.Explanation);
        explanation = explanation with
        {
            Outputs =
            [
                .. explanation.Outputs.Select(
                    (output, i) => output with { Ends = new MeasuredEnds(measured[i], null) }
                ),
            ],
            Readout = asked.Readout,
            Notes = [.. explanation.Notes, .. asked.Notes],
        };
        await view.DeliverAsync(parsed, explanation, ExplanationReport.Print);
        return run.Exit(result);
    }
}
