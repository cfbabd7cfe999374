using System.Globalization;
using Interplay.Cli.Terminal;
using Interplay.Llm;
using Interplay.Llm.Endpoints;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>What a run on an endpoint has cost, on standard error.</summary>
internal static class SpendingLines
{
    public static void Print(
        AblationCost cost,
        EndpointUsage usage,
        TokenPrices? prices,
        string journal,
        Messages messages
    )
    {
        string money = prices is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $", {prices.Of(usage.InputTokens, usage.OutputTokens):0.######} at the given prices"
            );
        string retries = usage.Retries > 0 ? $" ({usage.Retries} of them tried again)" : "";
        messages.Note(
            $"Paid: {usage.Requests} requests{retries}, {cost.Calls} of them for ablations; {usage.InputTokens} tokens read, {usage.OutputTokens} written{money}. Kept in {journal}."
        );
    }
}
