using System.Globalization;
using Interplay.Lenses.Prompts;
using Interplay.Llm;
using Interplay.Masks;
using Interplay.Runs;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>What a run would take, with nothing asked.</summary>
internal static class DryRun
{
    public static void Print(
        PromptLens lens,
        ExplainOptions options,
        DocumentCheck check,
        PromptEvaluationOptions spending,
        double? rate,
        TextWriter target
    )
    {
        MaskPlan plan = Explainer.Plan(lens.Parts.Count, options);
        CostEstimate estimate = CostEstimate.Of(lens, plan.AllMasks(), spending, rate);
        target.WriteLine(
            $"{lens.Parts.Count} parts, method {plan.Method}: {plan.Cost} ablations, {estimate.Prompts} different prompts."
        );
        if (plan.NearWhole is { } near)
        {
            target.WriteLine(
                $"{near.RowCount} of them have one to three parts missing and only measure trust near the whole prompt."
            );
        }

        if (check.Most > 0)
        {
            target.WriteLine(
                $"Up to {check.Most} ablations more are kept back to check which documents the answer needs."
            );
        }

        target.WriteLine(
            $"calls:  about {estimate.Calls}, and a handful to find out what the endpoint supports (times the tokens of the answer, where it can only list likely next tokens)"
        );
        target.WriteLine(
            $"tokens: about {estimate.InputTokens} read, {estimate.OutputTokens} written (4 characters a token)"
        );
        target.WriteLine(
            estimate.Duration is { } duration
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"time:   about {duration:hh\\:mm\\:ss} at {rate} requests a second"
                )
                : "time:   --rate R says how many requests a second there may be"
        );
        target.WriteLine(
            estimate.Money is { } money
                ? string.Create(CultureInfo.InvariantCulture, $"money:  about {money:0.####}")
                : "money:  --input-price and --output-price give the prices of a million tokens"
        );
        target.WriteLine("Nothing was asked.");
    }
}
