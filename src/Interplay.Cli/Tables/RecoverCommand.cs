using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.Tables;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Cli.Tables;

/// <summary><c>interplay recover</c>: from a filled ablation table to an explanation.</summary>
internal static class RecoverCommand
{
    /// <summary>The value function of a table is not known: the table is.</summary>
    private const string Source = "table";

    public static Command Create()
    {
        var command = new Command(
            "recover",
            "Recover the interactions from an ablation table that is filled. Rows of split 'train' are learned from; rows of split 'test' only measure how far to trust the result."
        );
        Argument<string> table = TableOptions.Table();
        Option<int?> budget = Numbers.Whole(
            "--budget",
            "B",
            "Learn from the first B train rows only [default: all]"
        );
        Option<bool> rounds = new("--rounds")
        {
            Description =
                "Recover from the first rows too, in growing rounds: the learning curve of the table, and the price of the next 0.01 of R2.",
        };
        Option<string?> outputs = new("--outputs")
        {
            HelpName = "FILE.npy",
            Description =
                "The outputs to masks that are a NumPy file: masks x outputs, floats. TABLE is then the .npy file of masks x parts, 0 and 1.",
        };
        Option<int?> testRows = Numbers.Whole(
            "--test-rows",
            "H",
            "Of NumPy files, the last H rows only measure how far to trust the result [default: 0]"
        );
        Option<string?> only = new("--only")
        {
            HelpName = "OUTPUTS",
            Description =
                "Read only these outputs: names, numbers from 0 and ranges of them, such as 0-9,17 [default: all]. The others take no memory.",
        };
        Option<bool> lds = new("--lds")
        {
            Description =
                "Add the linear datamodelling score on the test rows to the notes: the rank correlation of prediction and truth, from single parts and with interactions.",
        };
        var parts = new PartOptions();
        var method = new MethodOptions();
        var prior = new PriorOption();
        var view = new ViewOptions();
        command.Arguments.Add(table);
        command.Options.Add(budget);
        command.Options.Add(rounds);
        command.Options.Add(outputs);
        command.Options.Add(testRows);
        command.Options.Add(only);
        command.Options.Add(lds);
        method.AddRecoverTo(command);
        prior.AddTo(command);
        view.AddTo(command);
        parts.AddNamesTo(command);
        parts.Text.AddOptionTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                ExplainOptions options = view.Checked(parsed, method);
                Subject? subject = await SubjectAsync(parsed, parts, cancellationToken);
                AblationTable filled = await ReadAsync(
                    parsed.GetRequiredValue(table),
                    parsed.GetValue(outputs),
                    parsed.GetValue(testRows),
                    parsed.GetValue(only) is { } chosen ? OutputChoice.Parse(chosen) : null,
                    cancellationToken
                );
                view.CheckShown(parsed, filled.Outputs);
                ScreenOptions
                    .Messages(parsed)
                    .Note(TableText.ReadAs(parsed.GetRequiredValue(table), filled));
                options = await prior.ApplyAsync(
                    parsed,
                    options,
                    filled.Masks.PartCount,
                    filled.Outputs,
                    subject?.Parts,
                    cancellationToken
                );
                Explanation explanation = Recover(
                    filled,
                    parsed.GetValue(budget),
                    options,
                    subject,
                    parsed.GetValue(rounds),
                    ScreenOptions.Messages(parsed),
                    cancellationToken
                );
                if (parsed.GetValue(lds))
                {
                    explanation = explanation.WithDatamodelScore(filled);
                }

                explanation = prior.Recorded(
                    parsed,
                    explanation with
                    {
                        Notes = [.. explanation.Notes, .. filled.Notes],
                    }
                );
                await view.DeliverAsync(parsed, explanation, ExplanationReport.Print);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    /// <summary>What the parts of the table were said to be; null where nothing was.</summary>
    private static async Task<TableSubject?> SubjectAsync(
        ParseResult parsed,
        PartOptions parts,
        CancellationToken cancellationToken
    ) =>
        (parts.Text.Read(parsed), await parts.NamedAsync(parsed, cancellationToken)) switch
        {
            (null, null) => null,
            (null, { } named) => new TableSubject { Parts = named },
            ({ } lens, null) => new TableSubject { Parts = lens.Parts, Text = lens.Text },
            _ => throw new InterplayException(
                ErrorKind.Request,
                "parts-missing",
                "The parts of a table are those of a text (--text TEXT or --file FILE), or have names (--names A,B,C or --names-from FILE), not both."
            ),
        };

    private static async Task<AblationTable> ReadAsync(
        string table,
        string? outputs,
        int? testRows,
        OutputChoice? only,
        CancellationToken cancellationToken
    )
    {
        bool isNumpy = table.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);
        if (isNumpy != outputs is not null || (testRows is not null && !isNumpy))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "numpy-outputs-missing",
                $"Masks in a .npy file need --outputs FILE.npy, and only they take it and --test-rows; found '{table}'{(outputs is null ? "" : $" with --outputs {outputs}")}."
            );
        }

        if (outputs is null)
        {
            return await TableOptions.ReadAsync(table, only, cancellationToken);
        }

        await using Stream masks = TargetFile.OpenRead(table);
        await using Stream values = TargetFile.OpenRead(outputs);
        return AblationTableNumpy.Read(masks, values, testRows ?? 0, only, cancellationToken);
    }

    private static Explanation Recover(
        AblationTable table,
        int? budget,
        ExplainOptions options,
        Subject? subject,
        bool inRounds,
        Messages messages,
        CancellationToken cancellationToken
    )
    {
        int partCount = table.Masks.PartCount;
        if (subject is not null && subject.Parts.Count != partCount)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "parts-mismatch",
                $"The masks of the table have {partCount} parts; {(subject.Text is null ? $"{subject.Parts.Count} were named" : $"the text has {subject.Parts.Count} as it was cut")}."
            );
        }

        (Ablations learned, Ablations? heldOut) = table.Divide(budget);
        using var progress = new ProgressLine(messages, TimeProvider.System);
        RunResult? last = null;
        foreach (
            RunResult result in Explainer.RecoverInSteps(
                new RecoveryRequest
                {
                    Learned = learned,
                    HeldOut = heldOut,
                    Options = options,
                    Fingerprint = Source,
                    Subject = subject ?? new TableSubject { Parts = Subject.Numbered(partCount) },
                    Rounds = inRounds ? new AnytimeOptions() : null,
                },
                progress,
                cancellationToken
            )
        )
        {
            progress.Report(result);
            last = result;
        }

        return last!.Explanation;
    }
}
