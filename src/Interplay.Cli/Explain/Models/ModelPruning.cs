using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Interactions;
using Interplay.Onnx.Mechanistic;
using Interplay.Optimisation;
using Interplay.Reports;
using Interplay.Runs;

namespace Interplay.Cli.Explain.Models;

/// <summary>Which parts of a model can be removed for good, where that was asked for.</summary>
internal static class ModelPruning
{
    /// <summary>What of a request can be refused before the model is asked anything.</summary>
    /// <exception cref="InterplayException"><c>pruning-options-malformed</c>.</exception>
    public static void Check(ModelRequest request)
    {
        if (request.Removed.Count > 0 && request.EachPrompt)
        {
            throw Malformed(
                "--prune keeps one number good, the mean over the prompts, and --each-prompt explains each of them; leave one out"
            );
        }

        if (request.Removed.Count == 0 && request.TestPromptsPath is not null)
        {
            throw Malformed("--test-prompts are prompts to check --prune on; found no --prune");
        }
    }

    /// <summary>Whether the numbers of parts to remove fit the parts, and the prompts they are checked on.</summary>
    /// <exception cref="InterplayException"><c>pruning-options-malformed</c>.</exception>
    public static void Check(ModelRequest request, int partCount)
    {
        foreach (int count in request.Removed)
        {
            if (count < 1 || count >= partCount)
            {
                throw Malformed(
                    $"--prune takes numbers of parts from 1 to {partCount - 1}, fewer than all; found {count}"
                );
            }
        }
    }

    /// <summary>The explanation with what pruning found, if it was asked for.</summary>
    /// <param name="study">What was asked.</param>
    /// <param name="asked">The request of the run, whose ablations are there.</param>
    /// <param name="explanation">What came of it.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<Explanation> AddedAsync(
        ModelStudy study,
        FunctionRequest asked,
        Explanation explanation,
        CancellationToken cancellationToken
    ) =>
        study.Request.Removed.Count == 0
            ? explanation
            : explanation with
            {
                Pruning = await PruningStudy.RunAsync(
                    explanation.Outputs[0],
                    study.Function,
                    [.. study.Request.Removed.Distinct().Order()],
                    new PruningOptions
                    {
                        Minimise = study.Request.Readout == ModelReadout.Loss,
                        Test = study.TestFunction,
                        Groups = await GroupsAsync(study, asked, cancellationToken),
                    },
                    cancellationToken
                ),
            };

    /// <summary>The spectra of groups of prompts, from the ablations that were done.</summary>
    private static async Task<IReadOnlyList<Spectrum>> GroupsAsync(
        ModelStudy study,
        FunctionRequest asked,
        CancellationToken cancellationToken
    )
    {
        if (study.PerPrompt is not { } each)
        {
            return [];
        }

        Explanation groups = await Explainer.ExplainKnownAsync(
            asked with
            {
                Function = each,
                Subject = null,
                Options = asked.Options with { Readout = study.GroupMeans },
            },
            cancellationToken: cancellationToken
        );
        return [.. groups.Outputs.Select(static output => output.Spectrum)];
    }

    private static InterplayException Malformed(string what) =>
        new(ErrorKind.Request, "pruning-options-malformed", $"{what}.");
}
