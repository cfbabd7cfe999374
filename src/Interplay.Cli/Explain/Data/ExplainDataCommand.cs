using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Cli.Terminal;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.Storage;
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
        var options = new DataRunOptions();
        options.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(parsed, options, cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        DataRunOptions options,
        CancellationToken cancellationToken
    )
    {
        ExplainOptions explain = options.View.Checked(parsed, options.Method) with
        {
            PartsAreOrdered = false,
            MeasureDatamodelScore = true,
        };
        DataRequest request = options.Read(parsed, explain.Seed);
        if (DataAudit.IsAskedFor(request))
        {
            AuditOptions.Check(parsed);
            return await AuditAsync(parsed, options, request, cancellationToken);
        }

        options.Audit.CheckUnused(parsed);
        if (request.Keep != 0.5)
        {
            explain = explain with { Method = new KeptShareMethod(explain.Method, request.Keep) };
        }

        AnytimeOptions? rounds = options.Rounds.Read(parsed);
        DataStudy study = await DataStudy.CreateAsync(request, cancellationToken);
        explain = explain with { Readout = study.Reading?.Readout };
        if (options.SaveParts(parsed) is { } path)
        {
            await PartTable.WriteAsync(study, path);
        }

        if (options.IsDryRun(parsed))
        {
            MaskPlan plan = Explainer.Plan(study.Lens.Parts.Count, explain);
            Console.Out.WriteLine(DataSentence.Of(study, null));
            Console.Out.WriteLine(
                $"{plan.Cost} retrainings, {plan.HeldOut?.RowCount ?? 0} of them to check, by method {plan.Method}. Nothing was trained."
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
        RunResult result = await run.ExplainAsync(
            new FunctionRequest
            {
                Function = study.Function,
                Subject = Subject.Of(study.Parts),
                Title = $"data {study.Tables.TrainFile.Name} · {study.Trainer} · {study.Cut}",
                Options = explain,
                Rounds = rounds,
                Journal = journal,
            },
            cancellationToken: cancellationToken
        );
        DataEnds? ends = await study.EndsAsync(CancellationToken.None);
        DataSubject subject = SubjectOf(study, ends);
        Explanation explanation = result.Explanation with
        {
            Outputs =
            [
                .. result.Explanation.Outputs.Select(
                    (output, i) => output with { Ends = ends?.Outputs[i] }
                ),
            ],
            Findings = FindingList.Of(study, result.Explanation),
            Subject = subject,
        };
        await options.View.DeliverAsync(
            parsed,
            explanation,
            (screen, shown, view) => DataReport.Print(screen, shown, subject, view)
        );
        return run.Exit(result);
    }

    /// <summary>Without test rows the training rows themselves are judged.</summary>
    private static async Task<int> AuditAsync(
        ParseResult parsed,
        DataRunOptions options,
        DataRequest request,
        CancellationToken cancellationToken
    )
    {
        DataAudit audit = await DataAudit.RunAsync(
            request,
            ScreenOptions.Messages(parsed),
            cancellationToken
        );
        if (options.View.JsonPath(parsed) is { } path)
        {
            await TargetFile.WriteAsync(
                path,
                file =>
                {
                    AuditJson.Write(audit, file);
                    return Task.CompletedTask;
                }
            );
        }

        if (!options.View.TakesOutput(parsed))
        {
            AuditReport.Print(audit, options.View.Top(parsed), ScreenOptions.IsPlain(parsed));
        }

        return ExitCode.Ok;
    }

    private static DataSubject SubjectOf(DataStudy study, DataEnds? ends) =>
        new()
        {
            Parts = study.Parts,
            Cut = study.Cut.ToString(),
            Sentence = DataSentence.Of(study, ends?.Scores),
            KeptShare = study.Request.Keep,
            Trainer = study.Trainer,
            TrainFile = study.Tables.TrainFile.Name,
            TestFile = study.Tables.TestFile?.Name,
            Target = study.Request.Target,
        };
}
