using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using Interplay.Lenses.Text;
using Interplay.Models;
using Interplay.Onnx.Text;
using Interplay.Tables;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Games;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Cli.Tables;

/// <summary><c>interplay evaluate</c>: fills an ablation table. Rows that have values are never paid for again.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var command = new Command(
            "evaluate",
            "Fill an ablation table: ask the shipped model (or a game) for every row that has no value yet. Whatever happens, what was evaluated is in the file."
        );
        Argument<string> table = TableOptions.Table();
        var text = new TextOptions();
        Option<string> model = ModelOption.Create();
        Option<string?> game = new("--game")
        {
            HelpName = "CASE",
            Description = "Ask this game (a JSON case file) instead of a model about a text.",
        };
        TargetOption output = TableOptions.Output(
            "Write the filled table here instead of over TABLE; - prints CSV."
        );
        TargetOption json = new("--json")
        {
            HelpName = "FILE",
            Description =
                "Save how many rows were evaluated and how many were there already, as JSON; - prints it.",
        };
        command.Arguments.Add(table);
        text.AddOptionTo(command);
        command.Options.Add(model);
        command.Options.Add(game);
        command.Options.Add(output);
        command.Options.Add(json);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                string path = parsed.GetRequiredValue(table);
                string target = parsed.GetValue(output) ?? path;
                TableOptions.CheckName(target);
                TargetCheck.Writable(target, "TABLE");
                string? summary = parsed.GetValue(json);
                Messages messages = ScreenOptions.Messages(parsed);
                if (parsed.GetValue(game) is { } caseFile)
                {
                    Game asked = TargetFile.ReadGame(caseFile);
                    return await FillAsync(
                        path,
                        target,
                        asked,
                        summary,
                        messages,
                        cancellationToken
                    );
                }

                string folder = ShippedModels.Find(parsed.GetRequiredValue(model));
                TextLens whole = text.ReadRequired(parsed);
                using var classifier = TextClassifier.Load(folder);
                TextLens lens = classifier.Fitted(whole);
                var function = new TextClassifierValueFunction(
                    classifier,
                    lens,
                    classifier.Choose(lens.Text, null, cancellationToken)
                );
                return await FillAsync(
                    path,
                    target,
                    function,
                    summary,
                    messages,
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static async Task<int> FillAsync(
        string path,
        string target,
        IValueFunction function,
        string? summary,
        Messages messages,
        CancellationToken cancellationToken
    )
    {
        AblationTable table = await TableOptions.ReadAsync(path, null, cancellationToken);
        var evaluation = new TableEvaluation(
            table,
            function,
            filled => TableOptions.WriteAsync(filled, target),
            savesMeanwhile: target != TargetFile.Standard
        );
        try
        {
            using var progress = new ProgressLine(messages, TimeProvider.System);
            TableEvaluationCount done = await evaluation.RunAsync(progress, cancellationToken);
            messages.Note(
                $"{done.Evaluated} ablations evaluated, {done.Known} were there already; {done.Rows} rows in {target}."
            );
            if (summary is not null)
            {
                await TargetFile.WriteAsync(summary, done.WriteJsonAsync);
            }

            return ExitCode.Ok;
        }
        catch (Exception exception)
            when (exception
                    is OperationCanceledException
                        or InterplayException { Kind: ErrorKind.ValueFunction }
            )
        {
            messages.Note(
                $"{evaluation.Table.FilledCount} of {table.Masks.RowCount} rows are filled and kept in {target}."
            );
            throw;
        }
    }
}
