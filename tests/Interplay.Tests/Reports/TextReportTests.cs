using Interplay.Reports;

namespace Interplay.Tests.Reports;

public sealed class TextReportTests
{
    private static string[] Lines(Explanation explanation, int most)
    {
        using var text = new StringWriter();
        TextReport.Write(explanation, text, most);
        return text.ToString().Split('\n');
    }

    [Fact]
    public void ShowsVerdictsAndTheStrongestInteractions()
    {
        Explanation explanation = SampleExplanation.Make();
        string[] lines = Lines(explanation, 3);
        Assert.Equal(
            "proxyspex: 4 parts, 480 of 500 ablations, 40 of them held out, seed 18446744073709551614",
            lines[0]
        );
        Assert.StartsWith("happy: Top up by about", lines[2], StringComparison.Ordinal);
        // A heading, three interactions and an empty line an output, after the first line.
        Assert.Equal(1 + 2 * (3 + 3) + 1, lines.Length);
        int strongest = explanation.Outputs[0].Interactions.Top(1)[0].Parts.Parts[0];
        Assert.Contains($"[{strongest}]", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void PartsCannotSteerTheTerminal()
    {
        Explanation explanation = SampleExplanation.Make();
        string[] lines = Lines(
            explanation with
            {
                Subject = explanation.Subject with
                {
                    Parts =
                    [
                        .. explanation.Parts.Select(part =>
                            part with
                            {
                                Text = "\u001b[2J\r\n" + new string('x', 40),
                            }
                        ),
                    ],
                },
            },
            20
        );
        Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
        Assert.All(
            lines,
            line => Assert.DoesNotContain(new string('x', 30), line, StringComparison.Ordinal)
        );
    }
}
