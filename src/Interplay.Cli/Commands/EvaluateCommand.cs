using System.CommandLine;
using Interplay.Cli.Inputs;
using Interplay.Cli.Tables;
using Interplay.Cli.Terminal;
using Interplay.Onnx.Text;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Cli.Commands;

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
        Option<string?> output = TableOptions.Output(
            "Write the filled table here instead of over TABLE; - prints CSV."
        );
        command.Arguments.Add(table);
        text.AddOptionTo(command);
        command.Options.Add(model);
        command.Options.Add(game);
        command.Options.Add(output);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                string path = parsed.GetRequiredValue(table);
                string target = parsed.GetValue(output) ?? path;
                AblationTableFile.CheckName(target);
                Messages messages = ScreenOptions.Messages(parsed);
                if (parsed.GetValue(game) is { } caseFile)
                {
                    return await FillAsync(
                        path,
                        target,
                        GameFile.Read(caseFile, scale: 1),
                        messages,
                        cancellationToken
                    );
                }

                string folder = ModelChoice.Folder(parsed.GetRequiredValue(model));
                var lens = text.ReadRequired(parsed);
                using var classifier = TextClassifier.Load(folder);
                return await FillAsync(
                    path,
                    target,
                    new TextClassifierValueFunction(classifier, lens),
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
        Messages messages,
        CancellationToken cancellationToken
    )
    {
        AblationTable table = await AblationTableFile.ReadAsync(path, cancellationToken);
        var journal = new TableJournal(table, function.Outputs, target, TimeProvider.System);
        await journal.LoadAsync(function.Fingerprint, cancellationToken);
        int known = table.FilledCount;
        try
        {
            using var progress = new ProgressLine(messages, TimeProvider.System);
            Ablations done = await new AblationEvaluator(function, journal).EvaluateAsync(
                table.Masks,
                progress,
                cancellationToken
            );
            await journal.SaveAsync(function.Fingerprint);
            messages.Note(
                $"{done.Evaluated} ablations evaluated, {known} were there already; {table.Masks.RowCount} rows in {target}."
            );
            return ExitCode.Ok;
        }
        catch (Exception exception)
            when (exception
                    is OperationCanceledException
                        or InterplayException { Kind: ErrorKind.ValueFunction }
            )
        {
            await journal.SaveAsync(function.Fingerprint);
            AblationTable kept = await journal.ToTableAsync(function.Fingerprint);
            messages.Note(
                $"{kept.FilledCount} of {table.Masks.RowCount} rows are filled and kept in {target}."
            );
            throw;
        }
    }
}
