using Interplay.Lenses.Prompts;
using Interplay.Reports;
using Interplay.Runs;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>A share of the budget that is kept back to ask which documents the answer needs, instead of predicting it.</summary>
/// <param name="Budget">The budget that is left for the explanation; null for the usual one.</param>
/// <param name="Most">Most ablations of the check; 0 for none.</param>
internal sealed record DocumentCheck(int? Budget, int Most)
{
    /// <summary>At most this share of the budget.</summary>
    private const int Share = 5;

    /// <summary>What checking may cost: three questions a document, where they are a fifth of the budget or less.</summary>
    /// <param name="lens">The prompt.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="hasSteps">Whether the run asks in rounds or levels, which spend what they need.</param>
    public static DocumentCheck Of(PromptLens lens, ExplainOptions options, bool hasSteps)
    {
        int parts = lens.Parts.Count;
        int budget = options.Budget ?? ExplainOptions.DefaultBudget(parts);
        int most = 3 * parts;
        bool isComplete = parts < 31 && budget >= 1L << parts;
        return
            hasSteps || isComplete || !DocumentSection.HasDocuments(lens) || most > budget / Share
            ? new DocumentCheck(options.Budget, 0)
            : new DocumentCheck(budget - most, most);
    }

    /// <summary>Asks, and says in the notes what that cost.</summary>
    public async Task<(Explanation Explanation, SufficientParts? Needed)> RunAsync(
        FunctionRequest request,
        RunResult result,
        Explanation explanation,
        CancellationToken cancellationToken
    )
    {
        if (
            Most == 0
            || explanation.Outputs.Count > 1
            || result.Stop is RunStop.Cancelled or RunStop.LimitReached
        )
        {
            return (explanation, null);
        }

        SufficientParts? needed;
        try
        {
            needed = await SufficientParts.FindAsync(request, explanation, Most, cancellationToken);
        }
        catch (Exception error) when (error is OperationCanceledException or InterplayException)
        {
            // The explanation is paid for, and stands without the check.
            return (
                explanation with
                {
                    Notes =
                    [
                        .. explanation.Notes,
                        $"What the answer needs was not checked by asking: {error.Message}",
                    ],
                },
                null
            );
        }

        return needed is null
            ? (explanation, null)
            : (
                explanation with
                {
                    Notes =
                    [
                        .. explanation.Notes,
                        $"Checked by asking: {string.Join(", ", needed.Parts.Parts.ToArray().Select(part => explanation.Parts[part].Name ?? $"part {part}"))} alone are enough for what the whole prompt says, and none of them can be spared ({needed.Asked} masks).",
                    ],
                },
                needed
            );
    }
}
