using System.Text.Json;

namespace Interplay.Reports;

/// <summary>Pruning in our JSON. An explanation without it has no such field.</summary>
internal static class PruningJson
{
    private const string Name = "pruning";

    private static readonly string[] Rules =
    [
        "interactions",
        "singleEffects",
        "weakestEffects",
        "oneAtATime",
    ];

    public static void Write(Utf8JsonWriter json, Explanation explanation)
    {
        if (explanation.Pruning is not { } pruning)
        {
            return;
        }

        json.WriteStartObject(Name);
        json.WriteString("output", pruning.Output);
        json.WriteBoolean("minimise", pruning.Minimise);
        json.WriteNumber("whole", pruning.Whole);
        json.WriteNumberOrNull("wholeOnTest", pruning.WholeOnTest);
        json.WriteStartArray("levels");
        foreach (PruningLevel level in pruning.Levels)
        {
            json.WriteStartObject();
            json.WriteNumber("removed", level.Removed);
            json.WriteStartArray("choices");
            foreach (PruningChoice choice in level.Choices)
            {
                Write(json, choice);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads it; null where the field is absent.</summary>
    public static Pruning? Read(
        JsonField root,
        int partCount,
        IReadOnlyList<ExplainedOutput> outputs
    )
    {
        if (root.Optional(Name) is not JsonField field)
        {
            return null;
        }

        string output = field["output"].Text();
        return outputs.Any(known => known.Name.Equals(output, StringComparison.Ordinal))
            ? new Pruning(
                output,
                field["minimise"].Flag(),
                field["whole"].Number(),
                field["wholeOnTest"].NumberOrNull(),
                [.. field["levels"].Items().Select(level => ReadLevel(level, partCount))]
            )
            : throw field["output"].Error("must be one of outputs");
    }

    private static void Write(Utf8JsonWriter json, PruningChoice choice)
    {
        json.WriteStartObject();
        json.WriteString("rule", Rules[(int)choice.Rule]);
        json.WriteStartArray("parts");
        foreach (int part in choice.Parts.Parts)
        {
            json.WriteNumberValue(part);
        }

        json.WriteEndArray();
        json.WriteNumber("predicted", choice.Predicted);
        json.WriteNumber("measured", choice.Measured);
        json.WriteNumberOrNull("onTest", choice.OnTest);
        if (choice.IsProven is { } proven)
        {
            json.WriteBoolean("isProven", proven);
        }
        else
        {
            json.WriteNull("isProven");
        }

        json.WriteNumberOrNull("interactionWeight", choice.InteractionWeight);
        json.WriteEndObject();
    }

    private static PruningLevel ReadLevel(JsonField level, int partCount)
    {
        int removed = level["removed"].Integer();
        return new PruningLevel(
            removed,
            [.. level["choices"].Items().Select(choice => ReadChoice(choice, partCount, removed))]
        );
    }

    private static PruningChoice ReadChoice(JsonField choice, int partCount, int removed)
    {
        int rule = Array.IndexOf(Rules, choice["rule"].Text());
        var read = new PruningChoice(
            rule < 0
                ? throw choice["rule"].Error($"must be one of {string.Join(", ", Rules)}")
                : (PruningRule)rule,
            choice["parts"].Parts(partCount),
            choice["predicted"].Number(),
            choice["measured"].Number(),
            choice["onTest"].NumberOrNull(),
            choice["isProven"].IsNull ? null : choice["isProven"].Flag(),
            choice.Optional("interactionWeight")?.NumberOrNull()
        );
        return read.Parts.Order == removed
            ? read
            : throw choice["parts"].Error($"must be {removed} parts, as many as are removed");
    }
}
