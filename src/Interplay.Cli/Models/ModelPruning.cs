using Interplay.Onnx.Mechanistic;
using Interplay.Optimisation;
using Interplay.Reports;

namespace Interplay.Cli.Models;

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
    public static async Task<Explanation> AddedAsync(
        ModelStudy study,
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
                    },
                    cancellationToken
                ),
            };

    private static InterplayException Malformed(string what) =>
        new(ErrorKind.Request, "pruning-options-malformed", $"{what}.");
}
