using System.ComponentModel;
using System.Text.Json.Nodes;
using Interplay.Cli.Options;
using Interplay.Lenses.Text;
using Interplay.Models;
using Interplay.Onnx.Text;
using Interplay.Reports.Subjects;
using Interplay.Runs;

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
        [Description(ToolLimits.KeepMeaning)] double keep = KeptShareOption.Default,
        [Description("How many parts and interactions to tell.")] int top = 10,
        CancellationToken cancellationToken = default
    ) =>
        gate.RunAsync(
            token => ExplainAsync(text, parts, budget, keep, top, token),
            cancellationToken
        );

    private async Task<JsonObject> ExplainAsync(
        string text,
        string parts,
        int? budget,
        double keep,
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
        RunResult result = await Explainer.ExplainAsync(
            new FunctionRequest
            {
                Function = new TextClassifierValueFunction(classifier, lens),
                Subject = new TextSubject { Parts = lens.Parts, Text = lens.Text },
                Options = new ExplainOptions
                {
                    Budget = limits.Budget(budget, lens.Parts.Count),
                    KeptShare = keep,
                },
            },
            cancellationToken: cancellationToken
        );
        cancellationToken.ThrowIfCancellationRequested();
        return ToolAnswer.Of(result.Explanation, top);
    }
}
