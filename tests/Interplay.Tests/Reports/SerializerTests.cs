using System.Text.Json;
using System.Text.Json.Nodes;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Reports;

namespace Interplay.Tests.Reports;

/// <summary>System.Text.Json knows our types as it knows any other.</summary>
public sealed class SerializerTests
{
    [Fact]
    public void An_explanation_has_the_documented_format()
    {
        foreach (
            Explanation explanation in (Explanation[])
                [SampleExplanation.Make(), LayeredExplanation.Make()]
        )
        {
            string ours = ExplanationJson.Write(explanation);
            string theirs = JsonSerializer.Serialize(explanation);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(ours), JsonNode.Parse(theirs)));
            Assert.Equal(
                ours,
                ExplanationJson.Write(JsonSerializer.Deserialize<Explanation>(theirs)!)
            );
        }
    }

    [Fact]
    public void It_may_be_a_field_of_something_else()
    {
        var saved = new Saved("run 7", SampleExplanation.Make(), PartSet.Of(3, 0));
        string json = JsonSerializer.Serialize(saved, JsonSerializerOptions.Web);
        Assert.EndsWith("\"strongest\":[0,3]}", json, StringComparison.Ordinal);
        Saved back = JsonSerializer.Deserialize<Saved>(json, JsonSerializerOptions.Web)!;
        Assert.Equal(saved.Strongest, back.Strongest);
        Assert.Equal(
            ExplanationJson.Write(saved.Explanation),
            ExplanationJson.Write(back.Explanation)
        );
    }

    [Fact]
    public void What_is_wrong_with_an_explanation_is_named_as_ever()
    {
        JsonNode root = JsonNode.Parse(ExplanationJson.Write(SampleExplanation.Make()))!;
        root["seed"] = "one";
        var e = Assert.Throws<InterplayException>(() =>
            JsonSerializer.Deserialize<Explanation>(root)
        );
        Assert.Equal("explanation-malformed", e.Name);
        Assert.Contains("$.seed", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "{}")]
    [InlineData("[7]", "{7}")]
    [InlineData("[0,2,200]", "{0,2,200}")]
    public void A_set_of_parts_is_an_array(string json, string set)
    {
        var parts = JsonSerializer.Deserialize<PartSet>(json);
        Assert.Equal(set, parts.ToString());
        Assert.Equal(json, JsonSerializer.Serialize(parts));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("[1,1]")]
    [InlineData("[-1]")]
    [InlineData("[0.5]")]
    [InlineData("[[1]]")]
    [InlineData("[\"1\"]")]
    [InlineData("null")]
    public void What_is_no_set_of_parts_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<PartSet>(json));

    /// <summary>The names in files follow from those in the code; the schema says them once more.</summary>
    [Fact]
    public void The_schema_lists_all_names()
    {
        string schema = File.ReadAllText(Repository.Find("docs", "explanation.schema.json"));
        string[] lists =
        [
            List<VerdictKind>(JsonNamingPolicy.KebabCaseLower),
            List<FindingKind>(JsonNamingPolicy.CamelCase),
            List<PruningRule>(JsonNamingPolicy.CamelCase),
        ];
        string[] known = [.. Enums(JsonNode.Parse(schema)!)];
        Assert.All(lists, list => Assert.Contains(list, known));
    }

    private static string List<T>(JsonNamingPolicy spelling)
        where T : struct, Enum => Joined(Enum.GetNames<T>().Select(spelling.ConvertName));

    private static IEnumerable<string> Enums(JsonNode node) =>
        node switch
        {
            JsonObject fields => fields.SelectMany(static field =>
                field.Key == "enum"
                    ? [Joined(field.Value!.AsArray().Select(static name => $"{name}"))]
                : field.Value is { } value ? Enums(value)
                : []
            ),
            JsonArray items => items.SelectMany(static item => item is null ? [] : Enums(item)),
            _ => [],
        };

    private static string Joined(IEnumerable<string> names) =>
        string.Join(' ', names.Order(StringComparer.Ordinal));

    private sealed record Saved(string Name, Explanation Explanation, PartSet Strongest);
}
