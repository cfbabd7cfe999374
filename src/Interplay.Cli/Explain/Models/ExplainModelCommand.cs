using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Masks;
using Interplay.Onnx.Mechanistic;
using Interplay.Reports;
using Interplay.Reports.Subjects;
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
        var run = new ShownRun(ScreenOptions.Messages(parsed))
        {
            Journal = journal,
            NamesCause = true,
        };
        ModelSubject subject = SubjectOf(study);
        var asked = new FunctionRequest
        {
            Function = study.PerPrompt ?? study.Function,
            Subject = subject,
            Title =
                $"model {study.Source.Name} · {request.Parts} · {ComponentFunction.NameOf(request.Readout)}",
            Options = explain with { Readout = study.Mean },
            Rounds = rounds,
            // Pruning reads the same ablations again.
            Journal = journal as IJournal ?? new MemoryJournal(),
        };
        RunResult result = await run.ExplainAsync(asked, cancellationToken: cancellationToken);
        Explanation explanation = await WithEndsAsync(
            study,
            await ModelPruning.AddedAsync(study, asked, result.Explanation, cancellationToken)
        );
        await options.View.DeliverAsync(
            parsed,
            explanation,
            (screen, shown, view) => ModelReport.Print(screen, shown, subject, view)
        );
        return run.Exit(result);
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

    private static ModelSubject SubjectOf(ModelStudy study) =>
        new()
        {
            Parts = study.Parts,
            Cut = study.Request.Parts,
            Sentence = ModelSentence.Of(study),
            Model = study.Source.Name,
            ModelFingerprint = study.Source.Graph.Fingerprint,
            Ablation = study.Request.Ablation.Kind.ToString().ToLowerInvariant(),
            Readout = ComponentFunction.NameOf(study.Request.Readout),
            PromptFile = Path.GetFileName(study.Request.PromptsPath),
        };
}
