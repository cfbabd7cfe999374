using System.ComponentModel;
using System.Text.Json.Nodes;
using Interplay.Cli.Options;
using Interplay.Cli.Sections;
using Interplay.Interactions.Indices;
using Interplay.Lenses.Text;
using Interplay.Onnx;
using Interplay.Onnx.Text;
using Interplay.Reports;

namespace Interplay.Cli.Mcp;

/// <summary>The tool <c>explain_text</c>: words of a text that act together in the shipped sentiment model.</summary>
internal sealed class TextTool(ToolGate gate, ToolLimits limits)
{
    public const string Name = "explain_text";
    public const string Description =
        "Explain what the shipped English sentiment model makes of a text: which words act together, with error bars and a measured verdict on how far to trust it. Values are log-odds of 'positive'. Runs on this machine and asks no endpoint.";

    public Task<ModelContextProtocol.Protocol.CallToolResult> RunAsync(
        [Description("The text, at least two words.")] string text,
        [Description("What one part is: words, sentences, lines, paragraphs or regex:PATTERN.")]
            string parts = TextCut.DefaultParts,
        [Description("Most model evaluations.")] int? budget = null,
        [Description("How many parts and interactions to tell.")] int top = 10,
        CancellationToken cancellationToken = default
    ) => gate.RunAsync(token => ExplainAsync(text, parts, budget, top, token), cancellationToken);

    private async Task<JsonObject> ExplainAsync(
        string text,
        string parts,
        int? budget,
        int top,
        CancellationToken cancellationToken
    )
    {
        ToolLimits.Within("top", top, 0, ToolLimits.Interactions);
        var lens = TextLens.Create(
            ToolLimits.Short("text", text)!,
            TextCut.Parse(ToolLimits.Short("parts", parts)!, TextCut.DefaultAblation)
        );
        using var classifier = TextClassifier.Load(ShippedModels.Sentiment);
        Explanation explanation = await Explainer.ExplainAsync(
            new TextClassifierValueFunction(classifier, lens),
            new ExplainOptions { Budget = limits.Budget(budget, lens.Parts.Count) },
            lens.Parts,
            lens.Text,
            cancellationToken: cancellationToken
        );
        return ToolAnswer.Of(explanation, top);
    }
}
