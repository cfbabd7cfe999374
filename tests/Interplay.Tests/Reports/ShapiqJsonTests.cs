using System.Text;
using System.Text.Json.Nodes;
using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Reports;

namespace Interplay.Tests.Reports;

public sealed class ShapiqJsonTests
{
    private const string Sample = """
        {"object_name":"InteractionValues","data_type":"interaction_values","version":"1.6.0","created_from":"Game(7)",
        "description":null,"parameters":{"a":[1,{"b":true}]},"timestamp":"2026-11-23T00:57:29+00:00Z",
        "metadata":{"n_players":3,"index":"EBanzhaf","max_order":2,"min_order":0,"estimated":false,"estimation_budget":null,"baseline_value":0.5},
        "data":{"Empty":0.5,"2":-1e-05,"0,2":3}}
        """;

    private static ShapiqValues Read(string text) =>
        ShapiqJson.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string Write(ShapiqValues values)
    {
        using var buffer = new MemoryStream();
        ShapiqJson.Write(values, buffer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    [Fact]
    public void TheGoldenFileIsReadAndWrittenByteByByte()
    {
        string text = File.ReadAllText(Repository.Data("golden", "shapiq_interaction_values.json"));
        ShapiqValues file = Read(text);
        Assert.Equal(
            new DateTimeOffset(2026, 11, 23, 0, 57, 29, 543, 591, TimeSpan.Zero),
            file.Timestamp
        );
        Assert.Equal(256, file.EstimationBudget);
        InteractionValues values = file.ToInteractionValues();
        Assert.Equal(InteractionIndex.KSII, values.Index);
        Assert.Equal((8, 2, 2.07), (values.PartCount, values.Order, values.Baseline));
        Assert.Equal(2.07, values[PartSet.Empty]);
        Assert.Equal(-0.125, values[PartSet.Of(7, 3)]);
        Assert.Equal(5, values.Interactions.Count);
        Assert.Equal(text.TrimEnd(), Write(file));
    }

    [Fact]
    public void NothingTheFileSaysIsLost()
    {
        ShapiqValues file = Read(Sample);
        Assert.Equal("EBanzhaf", file.Index);
        Assert.Equal("Game(7)", file.CreatedFrom);
        Assert.False(file.Estimated);
        Assert.Equal(
            "unknown-index",
            Assert.Throws<InterplayException>(file.ToInteractionValues).Name
        );
        JsonNode before = JsonNode.Parse(Sample)!;
        JsonNode after = JsonNode.Parse(Write(file))!;
        before["timestamp"] = "2026-11-23T00:57:29.000000+00:00Z";
        Assert.True(JsonNode.DeepEquals(before, after));
    }

    [Fact]
    public void OurValuesAreWrittenForShapiq()
    {
        var ours = new InteractionValues(
            12,
            InteractionIndex.FSII,
            2,
            0.25,
            [
                new Interaction(PartSet.Of(10, 2), 1.5, 0.1),
                new Interaction(PartSet.Empty, 0.25, 0.1),
                new Interaction(PartSet.Of(11), -0.1),
            ]
        );
        JsonNode root = JsonNode.Parse(Write(ShapiqValues.From(ours, new StoppedClock(), 64)))!;
        Assert.Equal("2026-02-03T04:05:06.700000+00:00Z", (string?)root["timestamp"]);
        Assert.Equal("interaction_values", (string?)root["data_type"]);
        Assert.Equal("FSII", (string?)root["metadata"]!["index"]);
        Assert.Equal(64, (int)root["metadata"]!["estimation_budget"]!);
        Assert.Equal(["Empty", "11", "2,10"], root["data"]!.AsObject().Select(field => field.Key));
        InteractionValues back = Read(root.ToJsonString()).ToInteractionValues();
        Assert.Equal(
            ours.Interactions.Select(v => v with { StandardError = null }),
            back.Interactions
        );
    }

    [Fact]
    public void AnEmptySetOfStrengthZeroIsListed()
    {
        var ours = new InteractionValues(
            3,
            InteractionIndex.Fourier,
            1,
            2,
            [new(PartSet.Of(1), 2)]
        );
        Assert.Equal(
            ["{}", "{1}"],
            ShapiqValues.From(ours, new StoppedClock()).Interactions.Select(v => v.Parts.ToString())
        );
    }

    [Theory]
    [InlineData("2026-11-23T00:57:29Z")]
    [InlineData("2026-11-23T00:57:29+00:00")]
    [InlineData("2026-11-23T00:57:29+00:00Z")]
    [InlineData("2026-11-23T02:57:29+02:00Z")]
    public void TimestampsOfEitherSpellingAreRead(string timestamp)
    {
        ShapiqValues file = Read(
            Sample.Replace("2026-11-23T00:57:29+00:00Z", timestamp, StringComparison.Ordinal)
        );
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 0, 57, 29, TimeSpan.Zero), file.Timestamp);
    }

    [Theory]
    [InlineData("\"2\":", "\"3\":", "below 3")]
    [InlineData("\"0,2\":", "\"0,0\":", "distinct")]
    [InlineData("\"0,2\":", "\"0;2\":", "joined by commas")]
    [InlineData("\"0,2\":", "\"-1\":", "below 3")]
    [InlineData("\"0,2\":", "\"2\":", "given twice")]
    [InlineData("\"0,2\":3", "\"0,2\":NaN", "Not complete JSON")]
    [InlineData("\"n_players\":3", "\"n_players\":0", "$.metadata.n_players")]
    [InlineData("2026-11", "2026-13", "$.timestamp")]
    [InlineData("\"data\"", "\"date\"", "no field 'data'")]
    public void BadFilesAreNamed(string found, string replacement, string complaint)
    {
        var e = Assert.Throws<InterplayException>(() =>
            Read(Sample.Replace(found, replacement, StringComparison.Ordinal))
        );
        Assert.Equal("interaction-values-malformed", e.Name);
        Assert.Contains(complaint, e.Message, StringComparison.Ordinal);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 2, 3, 4, 5, 6, 700, TimeSpan.Zero);
    }
}
