using System.Text.Json.Nodes;
using Interplay.Integration.Tests.Cli;
using Interplay.Masks;
using Interplay.Reports;

namespace Interplay.Integration.Tests.Prompts;

/// <summary>What servers write for "very unlikely" is a bound, not a number to learn from.</summary>
public sealed class ImpossibleNumberTests
{
    [Theory]
    [InlineData("-9999.0")]
    [InlineData("-9999")]
    [InlineData("-100")]
    [InlineData("null")]
    [InlineData("\"-inf\"")]
    [InlineData("\"~-Infinity~\"")]
    [InlineData("-3.4028234663852886e+38")]
    [InlineData("-23.025850929940457")]
    public async Task A_stand_in_for_a_label_is_what_the_list_leaves_over(string standIn)
    {
        Explanation explanation = await ExplainAsync(odds =>
            odds < 0
                ?
                [
                    ("shut", LighthouseEndpoint.Shut(odds)),
                    ("open", JsonNode.Parse(standIn)),
                    .. Rest,
                ]
                :
                [
                    ("open", LighthouseEndpoint.Open(odds)),
                    ("shut", LighthouseEndpoint.Shut(odds)),
                    .. Rest,
                ]
        );
        AssertRight(explanation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task A_floor_that_ends_every_list_is_no_number(int alike)
    {
        const double Floor = -12.5;
        IEnumerable<(string, JsonNode?)> rest = Enumerable
            .Range(0, alike)
            .Select(static i => ($"w{i}", (JsonNode?)Floor));
        Explanation explanation = await ExplainAsync(odds =>
            odds < 0
                ? [("shut", LighthouseEndpoint.Shut(odds)), ("open", Floor), .. rest]
                :
                [
                    ("open", LighthouseEndpoint.Open(odds)),
                    ("shut", LighthouseEndpoint.Shut(odds)),
                    .. rest,
                ]
        );
        AssertRight(explanation);
    }

    [Fact]
    public async Task A_label_outside_a_list_that_lacks_much_is_what_the_list_leaves_over()
    {
        Explanation explanation = await ExplainAsync(static odds =>
            odds < 0
                ? [("shut", LighthouseEndpoint.Shut(odds)), .. Rest]
                :
                [
                    ("open", LighthouseEndpoint.Open(odds)),
                    ("shut", LighthouseEndpoint.Shut(odds)),
                    .. Rest,
                ]
        );
        AssertRight(explanation);
    }

    private static IEnumerable<(string, JsonNode?)> Rest =>
        Enumerable.Range(0, 5).Select(static i => ($"w{i}", (JsonNode?)(-30.25 - i)));

    /// <summary>Keeper 1.5 + 3 * 3/4, lamp and bell (1 + 3/2)/2 each; bounds are said to be there.</summary>
    private static void AssertRight(Explanation explanation)
    {
        ExplainedOutput output = explanation.Outputs[0];
        double[] alone =
        [
            .. Enumerable.Range(0, 5).Select(part => output.Interactions[PartSet.Of(part)]),
        ];
        Assert.Equal([3.75, 1.25, 0, 1.25, 0], alone, static (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Contains(
            explanation.Notes,
            static note =>
                note.StartsWith("20 of 32 ablations are censored", StringComparison.Ordinal)
        );
        Assert.Contains("only a bound", output.Trust.Verdict.Sentence, StringComparison.Ordinal);
    }

    private static async Task<Explanation> ExplainAsync(
        Func<double, (string Token, JsonNode? Number)[]> list
    )
    {
        using var folder = new TempFolder();
        await using LighthouseEndpoint endpoint = await LighthouseEndpoint.StartAsync(list);
        (
            await CliRun.RunAsync([
                "explain",
                "prompt",
                folder.With("chat.json", LighthouseEndpoint.Prompt),
                "--labels",
                "open,shut",
                "--endpoint",
                endpoint.Address,
                "--journal",
                folder["j.db"],
                "--json",
                folder["out.json"],
                "--quiet",
            ])
        ).Succeeded();
        return ExplanationJson.Read(
            await File.ReadAllBytesAsync(folder["out.json"], TestContext.Current.CancellationToken)
        );
    }
}
