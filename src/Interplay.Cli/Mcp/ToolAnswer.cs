using System.Text;
using System.Text.Json.Nodes;
using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Reports;

namespace Interplay.Cli.Mcp;

/// <summary>An explanation as an agent reads it: the strongest parts and interactions, how far to trust it, what it cost; as JSON and as text.</summary>
internal static class ToolAnswer
{
    /// <summary>More outputs than this are not told one by one.</summary>
    private const int MostOutputs = 20;

    /// <summary>The JSON of an explanation.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="top">How many parts and interactions of each output.</param>
    /// <param name="sentences">What can be said of its parts in words, for an output.</param>
    public static JsonObject Of(
        Explanation explanation,
        int top,
        Func<ExplainedOutput, IEnumerable<string>>? sentences = null
    )
    {
        var names = new PartNames(explanation.Parts);
        return new JsonObject
        {
            ["parts"] = explanation.PartCount,
            ["index"] = explanation.Index.ToName(),
            ["keep"] = explanation.KeptShare,
            ["outputs"] = new JsonArray([
                .. explanation
                    .Outputs.Take(MostOutputs)
                    .Select(output =>
                        Output(explanation, output, names, top, sentences?.Invoke(output) ?? [])
                    ),
            ]),
            ["outputsInAll"] = explanation.Outputs.Count,
            ["cost"] = new JsonObject
            {
                ["ablations"] = explanation.Ablations,
                ["budget"] = explanation.Budget,
            },
        };
    }

    /// <summary>The same in sentences.</summary>
    public static string Text(JsonObject answer)
    {
        var text = new StringBuilder();
        foreach (JsonNode? node in answer["outputs"]!.AsArray())
        {
            JsonObject output = node!.AsObject();
            text.AppendLine($"Output {output["name"]}:");
            foreach (JsonNode? sentence in output["sentences"]!.AsArray())
            {
                text.AppendLine($"- {sentence}");
            }

            foreach (JsonNode? found in output["interactions"]!.AsArray())
            {
                string parts = string.Join(
                    " + ",
                    found!["parts"]!.AsArray().Select(static name => $"{name}")
                );
                text.AppendLine(
                    $"- {parts}: {Figures.Signed(found["strength"]!.GetValue<double>())}, {found["meaning"]}"
                );
            }

            text.AppendLine($"Trust: {output["trust"]!["sentence"]}");
            if (output["trust"]!["nearWhole"] is { } near)
            {
                text.AppendLine($"{near}");
            }
        }

        text.Append($"Cost: {answer["cost"]!.ToJsonString()}");
        return text.ToString();
    }

    private static JsonObject Output(
        Explanation explanation,
        ExplainedOutput output,
        PartNames names,
        int top,
        IEnumerable<string> sentences
    ) =>
        new()
        {
            ["name"] = output.Name,
            ["whole"] = output.Spectrum.Evaluate(Mask.Full(explanation.PartCount).Words),
            ["sentences"] = new JsonArray([
                .. sentences.Select(static sentence => JsonValue.Create(sentence)),
            ]),
            ["strongestParts"] = new JsonArray([
                .. Enumerable
                    .Range(0, explanation.PartCount)
                    .Select(part => (part, Effect: explanation.EffectsOf(output).Effect(part)))
                    .OrderByDescending(static found => Math.Abs(found.Effect))
                    .Take(top)
                    .Select(found => new JsonObject
                    {
                        ["part"] = names[found.part],
                        ["begins"] = names.Beginning(found.part),
                        ["effect"] = found.Effect,
                    }),
            ]),
            ["interactions"] = new JsonArray([
                .. OutputsSection
                    .Sets(output)
                    .Take(top)
                    .Select(found =>
                        Interaction(found, output, explanation.EffectsOf(output), names)
                    ),
            ]),
            ["trust"] = new JsonObject
            {
                ["verdict"] = $"{output.Trust.Verdict.Kind}",
                ["sentence"] = output.Trust.Verdict.Sentence,
                ["heldOutR2"] = output.Trust.HeldOutR2?.Estimate,
                ["crossValidatedR2"] = output.Trust.CrossValidatedR2?.Estimate,
                ["nearWholeR2"] = output.Trust.NearWhole?.Measured.R2?.Estimate,
                ["nearWhole"] = output.Trust.NearWhole?.Sentence,
            },
        };

    private static JsonObject Interaction(
        Interaction found,
        ExplainedOutput output,
        Spectrum effects,
        PartNames names
    ) =>
        new()
        {
            ["parts"] = new JsonArray([
                .. found.Parts.Parts.ToArray().Select(part => JsonValue.Create(names[part])),
            ]),
            ["strength"] = found.Strength,
            ["standardError"] = found.StandardError,
            ["sure"] = found.SignProbability,
            ["meaning"] = InteractionMeaning.Of(found, output.Interactions.Index, effects),
        };
}
