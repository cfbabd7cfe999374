using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Cli.Terminal;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.Storage.Stored;
using Interplay.Training.Studies;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Data;

/// <summary><c>interplay explain data</c>: which training rows act together in what a model learns.</summary>
internal static class ExplainDataCommand
{
    private const string Retrainings = "retrainings";

    public static Command Create()
    {
        var command = new Command(
            "data",
            "Explain training data: which rows, or groups of them, a model's answers on test rows rest on, which harm, and which act together. Rows are taken away, the model is trained anew, and its answers are watched. Without --test the training rows themselves are audited: which labels look wrong, and which rows are redundant."
        );
        var options = new DataOptions();
        options.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(parsed, options, cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        DataOptions options,
        CancellationToken cancellationToken
    )
    {
        ExplainOptions explain = options.View.Checked(parsed, options.Method);
        if (DataOptions.AskForAudit(parsed))
        {
            return await AuditAsync(parsed, options, explain.Seed, cancellationToken);
        }

        AnytimeOptions? rounds = options.Rounds.Read(parsed);
        DataStudyRequest request = await options.StudyAsync(
            parsed,
            explain.Seed,
            cancellationToken
        );
        DataStudy study = await DataStudy.CreateAsync(request, cancellationToken);
        NoteReading(parsed, study.ReadAs);
        if (options.SaveParts(parsed) is { } path)
        {
            await TargetFile.WriteAsync(
                path,
                async file =>
                {
                    await using var text = new StreamWriter(file, leaveOpen: true);
                    await study.WritePartsAsync(text);
                }
            );
        }

        if (options.IsDryRun(parsed))
        {
            MaskPlan plan = Explainer.Plan(study.Parts.Count, study.RunOf(explain).Options);
            SafeOutput.Out.WriteLine(study.SubjectOf(null).Sentence);
            SafeOutput.Out.WriteLine(
                $"{plan.Cost} retrainings, {plan.HeldOut?.RowCount ?? 0} of them to check{(plan.NearWhole is { } near ? $" and {near.RowCount} to check near all rows (one to three parts missing)" : "")}, by method {plan.Method}. Nothing was trained."
            );
            return ExitCode.Ok;
        }

        // What a program was paid for is kept; what takes a fraction of a millisecond need not be, unless it is asked for.
        await using IDurableJournal? journal =
            request.Program is not null || options.Journal.IsNamed(parsed)
                ? await options.Journal.OpenAsync(parsed, mustExist: false, cancellationToken)
                : null;
        var run = new ShownRun(ScreenOptions.Messages(parsed))
        {
            Ablations = Retrainings,
            Journal = journal,
            NamesCause = true,
        };
        FunctionRequest asked = study.RunOf(explain) with { Rounds = rounds, Journal = journal };
        options.View.CheckShown(parsed, asked.Options.Readout?.Outputs ?? asked.Function.Outputs);
        RunResult result = await run.ExplainAsync(asked, cancellationToken: cancellationToken);
        Explanation explanation = await study.CompletedAsync(
            result.Explanation,
            CancellationToken.None
        );
        await options.View.DeliverAsync(
            parsed,
            explanation,
            (screen, shown, view) =>
                DataReport.Print(screen, shown, (DataSubject)shown.Subject, view)
        );
        return run.Exit(result);
    }

    /// <summary>Without test rows the training rows themselves are judged.</summary>
    private static async Task<int> AuditAsync(
        ParseResult parsed,
        DataOptions options,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        DataAuditRequest request = await options.AuditAsync(parsed, seed, cancellationToken);
        using var progress = new ProgressLine(ScreenOptions.Messages(parsed), TimeProvider.System);
        DataAudit audit = await DataAudit.RunAsync(
            request,
            new ShareProgress(progress),
            cancellationToken
        );
        NoteReading(parsed, audit.ReadAs);
        await TargetFile.AfterAsync(
            async () =>
            {
                if (options.View.JsonPath(parsed) is { } path)
                {
                    await TargetFile.WriteAsync(
                        path,
                        file =>
                        {
                            audit.WriteJson(file);
                            return Task.CompletedTask;
                        }
                    );
                }
            },
            () =>
            {
                if (!options.View.TakesOutput(parsed))
                {
                    AuditReport.Print(
                        audit,
                        options.View.Top(parsed),
                        ScreenOptions.IsPlain(parsed)
                    );
                }
            }
        );
        return ExitCode.Ok;
    }

    private static void NoteReading(ParseResult parsed, string? readAs)
    {
        if (readAs is not null)
        {
            ScreenOptions.Messages(parsed).Note($"read {readAs}");
        }
    }

    /// <summary>Shares of the work as a line.</summary>
    private sealed class ShareProgress(ProgressLine line) : IProgress<double>
    {
        private const int Steps = 1000;

        public void Report(double value) =>
            line.Report(new EvaluationProgress((int)(value * Steps), Steps));
    }
}
