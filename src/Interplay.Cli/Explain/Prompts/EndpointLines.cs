using System.Globalization;
using Interplay.Cli.Terminal;
using Interplay.Llm.Probing;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>What a probe found out, on standard error.</summary>
internal static class EndpointLines
{
    public static void Print(EndpointCapabilities capabilities, Messages messages)
    {
        messages.Note(
            capabilities is { ContinuationRoute: { } route, SelfTest: { } test }
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Endpoint: {capabilities.Model}, scored by {route}; self-test passed: {test.Tokens.Count} tokens that it wrote were scored alike within {test.LargestDifference:0.0e0}."
                )
            : capabilities.LabelRoute is { } labels
                ? $"Endpoint: {capabilities.Model}; answers cannot be scored, labels can, by {labels}."
            : $"Endpoint: {capabilities.Model}; its answers are measured, log-probabilities are not needed."
        );
    }
}
