using System.Text.Json;
using Interplay.Interactions;
using Interplay.Interactions.Trust;

namespace Interplay.Reports;

/// <summary>The rounds of an explanation in our JSON. A run without rounds has no such field, as before there were any.</summary>
internal static class RoundsJson
{
    private const string Name = "rounds";

    public static void Write(Utf8JsonWriter json, Explanation explanation)
    {
        if (explanation.Rounds.Count == 0)
        {
            return;
        }

        json.WriteStartArray(Name);
        foreach (Round round in explanation.Rounds)
        {
            json.WriteStartObject();
            json.WriteNumber("learned", round.Learned);
            json.WriteNumber("ablations", round.Ablations);
            json.WriteStartArray("scores");
            for (int output = 0; output < round.Scores.Count; output++)
            {
                WriteScore(json, explanation.Outputs[output].Name, round.Scores[output]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads the rounds; none where the field is absent.</summary>
    public static IReadOnlyList<Round> Read(JsonField root, IReadOnlyList<ExplainedOutput> outputs)
    {
        if (root.Optional(Name) is not JsonField field)
        {
            return [];
        }

        return
        [
            .. field
                .Items()
                .Select(round => new Round
                {
                    Learned = round["learned"].Integer(1),
                    Ablations = round["ablations"].Integer(1),
                    Scores = ReadScores(round["scores"], outputs),
                }),
        ];
    }

    private static void WriteScore(Utf8JsonWriter json, string output, RoundScore score)
    {
        json.WriteStartObject();
        json.WriteString("output", output);
        json.WriteNumberOrNull("r2", score.R2?.Estimate);
        json.WriteNumberOrNull("low", score.R2?.Low);
        json.WriteNumberOrNull("high", score.R2?.High);
        if (score.NextPoint is PointPrice price)
        {
            json.WriteStartObject("nextPoint");
            json.WriteNumberOrNull("ablations", price.Ablations);
            json.WriteNumberOrNull("low", price.Low);
            json.WriteNumberOrNull("high", price.High);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("nextPoint");
        }

        json.WriteEndObject();
    }

    private static RoundScore[] ReadScores(JsonField field, IReadOnlyList<ExplainedOutput> outputs)
    {
        List<JsonField> items = field.Items();
        if (items.Count != outputs.Count)
        {
            throw field.Error(
                $"must have {outputs.Count} entries, one an output; found {items.Count}"
            );
        }

        return [.. items.Select((score, output) => ReadScore(score, outputs[output].Name))];
    }

    private static RoundScore ReadScore(JsonField score, string output)
    {
        if (score["output"].Text() != output)
        {
            throw score["output"].Error($"must be '{output}', as in outputs");
        }

        JsonField price = score["nextPoint"];
        return new RoundScore(
            score["r2"].IsNull
                ? null
                : new Interval(score["r2"].Number(), score["low"].Number(), score["high"].Number()),
            price.IsNull
                ? null
                : new PointPrice(
                    ReadCount(price["ablations"]),
                    ReadCount(price["low"]),
                    ReadCount(price["high"])
                )
        );
    }

    private static int? ReadCount(JsonField field) => field.IsNull ? null : field.Integer(1);
}
