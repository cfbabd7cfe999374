using System.Text;
using System.Text.Json.Nodes;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Reports;

namespace Interplay.Tests.Reports;

/// <summary>What only explanations of a model's components hold: places, energy by layer, pruning.</summary>
public sealed class LayeredExplanationTests
{
    private static readonly string Written = ExplanationJson.Write(LayeredExplanation.Make());

    [Fact]
    public void PlacesAndPruningReadBack()
    {
        Explanation explanation = LayeredExplanation.Make();
        Explanation back = Read(Written);
        Assert.Equal(explanation.Parts, back.Parts);
        Assert.Equal(Written, ExplanationJson.Write(back));
        Pruning pruning = back.Pruning!;
        Assert.Equal(LayeredExplanation.Pruning with { Levels = pruning.Levels }, pruning);
        foreach (
            (PruningLevel level, PruningLevel expected) in pruning.Levels.Zip(
                LayeredExplanation.Pruning.Levels
            )
        )
        {
            Assert.Equal(expected.Removed, level.Removed);
            Assert.Equal(expected.Choices, level.Choices);
        }
    }

    [Fact]
    public void ItConformsToTheSchema()
    {
        JsonNode schema = JsonNode.Parse(
            File.ReadAllText(Repository.Find("docs", "explanation.schema.json"))
        )!;
        Assert.Empty(SchemaCheck.Errors(schema, JsonNode.Parse(Written)));
    }

    [Fact]
    public void EnergyByLayerIsThatOfTheSpectra()
    {
        Explanation explanation = LayeredExplanation.Make();
        JsonArray written = JsonNode.Parse(Written)!["layerEnergy"]!.AsArray();
        Assert.Equal(explanation.Outputs.Count, written.Count);
        foreach ((ExplainedOutput output, JsonNode? energy) in explanation.Outputs.Zip(written))
        {
            double Sum(string name) => energy![name]!.AsArray().Sum(static x => (double)x!);

            Assert.Equal(output.Name, (string?)energy!["output"]);
            Assert.Equal(3, energy["single"]!.AsArray().Count);
            Assert.Equal(
                output.Spectrum.Variance,
                Sum("single") + Sum("within") + Sum("acrossBySpan"),
                1e-12 * output.Spectrum.Variance
            );
        }
    }

    /// <summary>Two layers of two parts, one term of each kind.</summary>
    [Fact]
    public void EnergyIsSplitByWhereTheSetsLie()
    {
        var spectrum = new Spectrum(
            4,
            [
                new SpectrumTerm(PartSet.Empty, 9),
                new SpectrumTerm(PartSet.Of(1), 1),
                new SpectrumTerm(PartSet.Of(2), 2),
                new SpectrumTerm(PartSet.Of(0, 1), 3),
                new SpectrumTerm(PartSet.Of(2, 3), 4),
                new SpectrumTerm(PartSet.Of(0, 1, 3), 5),
            ]
        );
        var energy = LayerEnergy.Of(spectrum, [0, 0, 2, 2]);
        Assert.Equal([1, 0, 4], energy.Single);
        Assert.Equal([9, 0, 16], energy.Within);
        Assert.Equal([0, 0, 25], energy.AcrossBySpan);
        Assert.Equal(25, energy.Across);
    }

    [Theory]
    [InlineData("place", "layer", "-1", "at least 0")]
    [InlineData("place", "layer", "2000000000", "up to 9999")]
    [InlineData("place", "index", "-1", "at least 0")]
    [InlineData("place", "token", "-7", "at least 0")]
    [InlineData("place", "kind", "3", "must be a string")]
    public void BadPlacesAreNamed(string field, string name, string value, string complaint)
    {
        JsonNode root = JsonNode.Parse(Written)!;
        root["parts"]![1]![field]![name] = JsonNode.Parse(value);
        AssertMalformed(root, complaint, $"$.parts[1].{field}.{name}");
    }

    [Theory]
    [InlineData("rule", "\"luck\"", "must be one of")]
    [InlineData("parts", "[0,1]", "must be 1 parts")]
    [InlineData("parts", "[4]", "$.pruning.levels[0].choices[0].parts[0]")]
    [InlineData("measured", "null", "must be a number")]
    [InlineData("isProven", "1", "must be")]
    public void BadChoicesAreNamed(string name, string value, string complaint)
    {
        JsonNode root = JsonNode.Parse(Written)!;
        root["pruning"]!["levels"]![0]!["choices"]![0]![name] = JsonNode.Parse(value);
        AssertMalformed(root, complaint, $"$.pruning.levels[0].choices[0].{name}");
    }

    [Fact]
    public void PruningOfNoOutputIsNamed()
    {
        JsonNode root = JsonNode.Parse(Written)!;
        root["pruning"]!["output"] = "glad";
        AssertMalformed(root, "must be one of outputs", "$.pruning.output");
    }

    private static Explanation Read(string text) =>
        ExplanationJson.Read(Encoding.UTF8.GetBytes(text));

    private static void AssertMalformed(JsonNode root, string complaint, string path)
    {
        var e = Assert.Throws<InterplayException>(() => Read(root.ToJsonString()));
        Assert.Equal("explanation-malformed", e.Name);
        Assert.Contains(complaint, e.Message, StringComparison.Ordinal);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }
}
