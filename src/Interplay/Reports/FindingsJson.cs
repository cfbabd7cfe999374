using System.Text.Json;

namespace Interplay.Reports;

/// <summary>Findings in our JSON. An explanation without any has no such field, as before there were any.</summary>
internal static class FindingsJson
{
    private const string Name = "findings";

    private static readonly string[] Kinds =
    [
        "harmful",
        "mislabelled",
        "redundant",
        "synergistic",
        "conflicting",
        "duplicate",
        "contradiction",
    ];

    public static void Write(Utf8JsonWriter json, Explanation explanation)
    {
        if (explanation.Findings.Count == 0)
        {
            return;
        }

        json.WriteStartArray(Name);
        foreach (Finding finding in explanation.Findings)
        {
            json.WriteStartObject();
            json.WriteString("kind", Kinds[(int)finding.Kind]);
            json.WriteString("output", finding.Output);
            json.WriteStartArray("parts");
            foreach (int part in finding.Parts.Parts)
            {
                json.WriteNumberValue(part);
            }

            json.WriteEndArray();
            json.WriteNumberOrNull("strength", finding.Strength);
            json.WriteNumberOrNull("standardError", finding.StandardError);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads the findings; none where the field is absent.</summary>
    public static IReadOnlyList<Finding> Read(
        JsonField root,
        int partCount,
        IReadOnlyList<ExplainedOutput> outputs
    ) =>
        root.Optional(Name) is not JsonField field
            ? []
            : [.. field.Items().Select(finding => ReadOne(finding, partCount, outputs))];

    private static Finding ReadOne(
        JsonField finding,
        int partCount,
        IReadOnlyList<ExplainedOutput> outputs
    )
    {
        int kind = Array.IndexOf(Kinds, finding["kind"].Text());
        string? output = finding["output"].IsNull ? null : finding["output"].Text();
        return kind < 0 ? throw finding["kind"].Error($"must be one of {string.Join(", ", Kinds)}")
            : output is not null
            && !outputs.Any(known => known.Name.Equals(output, StringComparison.Ordinal))
                ? throw finding["output"].Error("must be one of outputs, or null")
            : new Finding(
                (FindingKind)kind,
                output,
                finding["parts"].Parts(partCount),
                finding["strength"].NumberOrNull(),
                finding["standardError"].NotNegativeOrNull()
            );
    }
}
