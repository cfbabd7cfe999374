using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Masks;
using Interplay.Onnx.Mechanistic;
using Interplay.Reports;
using Interplay.Storage;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Models;

/// <summary><c>interplay explain model</c>: which heads, MLPs, layers and neurons of a model act together.</summary>
internal static class ExplainModelCommand
{
    private const string Ablations = "ablations";

    public static Command Create()
    {
        var command = new Command(
            "model",
            "Explain a model by its components: which attention heads, MLPs, layers or neurons of an ONNX transformer its answers rest on, and which act together. Components are taken out of the forward pass, and the answers are watched."
        );
        var options = new ModelRunOptions();
        options.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(parsed, options, cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        ModelRunOptions options,
        CancellationToken cancellationToken
    )
    {
        ExplainOptions explain = options.View.Checked(parsed, options.Method) with
        {
            PartsAreOrdered = false,
        };
        ModelRequest request = options.Read(parsed);
        AnytimeOptions? rounds = options.Rounds.Read(parsed);
        using ModelStudy study = await ModelStudy.CreateAsync(request, cancellationToken);
        // Ablations of a model at hand are cheap: they are kept where it is asked for.
        await using IDurableJournal? journal = options.Journal.IsNamed(parsed)
            ? await options.Journal.OpenAsync(parsed, mustExist: false, cancellationToken)
            : null;
        var run = new ExplanationRun
        {
            Function = study.PerPrompt ?? study.Function,
            Parts = study.Parts,
            Title =
                $"model {study.Source.Name} · {request.Parts} · {ComponentFunction.NameOf(request.Readout)}",
            Ablations = Ablations,
            Options = explain with { Readout = study.Mean },
            Journal = journal as IJournal ?? new MemoryJournal(),
            Messages = ScreenOptions.Messages(parsed),
        };
        RunOutcome outcome = await run.ExplainAsync(rounds, cancellationToken);
        Explanation explanation = await WithEndsAsync(
            study,
            Recorded(
                study,
                await ModelPruning.AddedAsync(study, run, outcome.Explanation, cancellationToken)
            )
        );
        await options.View.DeliverAsync(parsed, explanation);
        return outcome.Exit(Ablations, journal?.Location);
    }

    /// <summary>The explanation with what the model gives whole and without any part: one more ablation.</summary>
    private static async Task<Explanation> WithEndsAsync(ModelStudy study, Explanation explanation)
    {
        var none = new double[study.Function.Outputs.Count];
        await study.Function.EvaluateAsync(
            MaskMatrix.From([Mask.Empty(study.Function.PartCount)]),
            none,
            CancellationToken.None
        );
        return explanation with
        {
            Outputs =
            [
                .. explanation.Outputs.Select(
                    (output, i) =>
                        output with
                        {
                            Ends = new MeasuredEnds(study.Function.Whole[i], none[i]),
                        }
                ),
            ],
        };
    }

    /// <summary>The explanation with what it was about in the manifest.</summary>
    private static Explanation Recorded(ModelStudy study, Explanation explanation)
    {
        ModelRequest request = study.Request;
        var entries = new Dictionary<string, string>(
            explanation.Manifest.Request,
            StringComparer.Ordinal
        )
        {
            [ModelSubject.Key] = ModelSubject.Of(study),
            ["model"] = study.Source.Name,
            ["modelFingerprint"] = study.Source.Graph.Fingerprint,
            ["parts"] = request.Parts,
            ["ablation"] = request.Ablation.Kind.ToString().ToLowerInvariant(),
            ["readoutOfPrompts"] = ComponentFunction.NameOf(request.Readout),
        };
        if (request.PromptsPath is { } prompts)
        {
            entries["prompts"] = Path.GetFileName(prompts);
        }

        return explanation with
        {
            Manifest = explanation.Manifest with { Request = entries },
        };
    }
}
