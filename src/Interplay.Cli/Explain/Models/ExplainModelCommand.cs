using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Onnx.Mechanistic.Readings;
using Interplay.Onnx.Mechanistic.Studies;
using Interplay.Optimisation;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.Storage;
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
        RunResult result = await run.ExplainAsync(asked, cancellationToken: cancellationToken);
        Pruning? pruning = await PrunedAsync(study, asked, result.Explanation, cancellationToken);
        Explanation explanation = await options.View.IndexedAsync(
            parsed,
            Recorded(study, result.Explanation, await study.EndsAsync(CancellationToken.None)) with
            {
                Pruning = pruning,
            }
        );
        await options.View.DeliverAsync(parsed, explanation);
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

    /// <summary>The explanation with what it was about in the manifest.</summary>
    private static Explanation Recorded(
        ModelStudy study,
        Explanation explanation,
        IReadOnlyList<MeasuredEnds> ends
    )
    {
        ModelStudyRequest request = study.Request;
        var entries = new Dictionary<string, string>(
            explanation.Manifest.Request,
            StringComparer.Ordinal
        )
        {
            [ModelSubject.Key] = ModelSubject.Of(study),
            ["model"] = request.Source.Name,
            ["modelFingerprint"] = request.Source.Graph.Fingerprint,
            ["parts"] = request.Parts.ToString(),
            ["ablation"] = request.Ablation.Kind.ToString().ToLowerInvariant(),
            ["readoutOfPrompts"] = ComponentFunction.NameOf(request.Readout),
        };
        if (request.Prompts.Name is { } prompts)
        {
            entries["prompts"] = prompts;
        }

        return explanation with
        {
            Outputs =
            [
                .. explanation.Outputs.Select((output, i) => output with { Ends = ends[i] }),
            ],
            Manifest = explanation.Manifest with { Request = entries },
        };
    }
}
