using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Onnx.Mechanistic.Readings;
using Interplay.Onnx.Mechanistic.Studies;
using Interplay.Optimisation;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.Storage.Stored;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Models;

/// <summary><c>interplay explain model</c>: which heads, MLPs, layers and neurons of a model act together.</summary>
internal static class ExplainModelCommand
{
    public static Command Create()
    {
        var command = new Command(
            "model",
            "Explain a model by its components: which attention heads, MLPs, layers or neurons of an ONNX transformer its answers rest on, and which act together. Components are taken out of the forward pass, and the answers are watched."
        );
        var options = new ModelOptions();
        options.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(parsed, options, cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        ModelOptions options,
        CancellationToken cancellationToken
    )
    {
        ExplainOptions explain = options.View.Checked(parsed, options.Method);
        AnytimeOptions? rounds = options.Rounds.Read(parsed);
        ModelStudyRequest request = await options.ReadAsync(parsed, cancellationToken);
        using var study = ModelStudy.Create(request);
        // Ablations of a model at hand are cheap: they are kept where it is asked for.
        await using IDurableJournal? journal = options.Journal.IsNamed(parsed)
            ? await options.Journal.OpenAsync(parsed, mustExist: false, cancellationToken)
            : null;
        var run = new ShownRun(ScreenOptions.Messages(parsed))
        {
            Journal = journal,
            NamesCause = true,
        };
        FunctionRequest asked = study.RunOf(explain) with
        {
            Rounds = rounds,
            // Pruning reads the same ablations again.
            Journal = journal as IJournal ?? new MemoryJournal(),
        };
        options.View.CheckShown(parsed, asked.Options.Readout?.Outputs ?? asked.Function.Outputs);
        RunResult result = await run.ExplainAsync(asked, cancellationToken: cancellationToken);
        Explanation explanation = (
            await study.CompletedAsync(result.Explanation, CancellationToken.None)
        ) with
        {
            Pruning = await PrunedAsync(study, asked, result.Explanation, cancellationToken),
        };
        await options.View.DeliverAsync(
            parsed,
            explanation,
            (screen, shown, view) =>
                ModelReport.Print(screen, shown, (ModelSubject)shown.Subject, view)
        );
        return run.Exit(result);
    }

    /// <summary>Which parts can be removed for good; null where that was not asked for.</summary>
    private static async Task<Pruning?> PrunedAsync(
        ModelStudy study,
        FunctionRequest asked,
        Explanation explanation,
        CancellationToken cancellationToken
    ) =>
        study.Request.Removed.Count == 0
            ? null
            : await PruningStudy.RunAsync(
                explanation.Outputs[0],
                study.Function,
                study.Request.Removed,
                new PruningOptions
                {
                    Minimise = study.Request.Readout == ModelReadout.Loss,
                    Test = study.TestFunction,
                    Groups = await study.GroupSpectraAsync(asked, cancellationToken),
                },
                cancellationToken
            );
}
