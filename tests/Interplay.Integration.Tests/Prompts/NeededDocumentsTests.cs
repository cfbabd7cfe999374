using System.Text.Json;
using Interplay.Integration.Tests.Cli;

namespace Interplay.Integration.Tests.Prompts;

/// <summary>What an answer needs is checked by asking, and what the whole prompt gives is measured.</summary>
public sealed class NeededDocumentsTests
{
    private const int Documents = 20;

    [Fact]
    public async Task A_conjunction_of_twelve_documents_is_found_and_said()
    {
        int[] needed = [0, 1, 2, 4, 5, 7, 8, 11, 13, 14, 16, 19];
        await using LighthouseEndpoint endpoint = await LighthouseEndpoint.StartAsync(
            static odds =>
                [("open", LighthouseEndpoint.Open(odds)), ("shut", LighthouseEndpoint.Shut(odds))],
            odds: text =>
                needed.All(fact => text.Contains($"fact{fact} ", StringComparison.Ordinal)) ? 4 : -6
        );
        using var folder = new TempFolder();
        string[] command =
        [
            "explain",
            "prompt",
            folder.With(
                "p.json",
                JsonSerializer.Serialize(
                    new
                    {
                        messages = new[]
                        {
                            new { role = "user", content = "{{documents}}\nIs it open?" },
                        },
                        documents = Enumerable
                            .Range(0, Documents)
                            .Select(static fact => $"Here stands fact{fact} of the file."),
                    }
                )
            ),
            "--labels",
            "open,shut",
            "--budget",
            "400",
            "--method",
            "proxyspex-single",
            "--endpoint",
            endpoint.Address,
            "--journal",
            folder["j.db"],
        ];
        CliResult dry = (await CliRun.RunAsync([.. command, "--dry-run"])).Succeeded();
        Assert.Contains("Up to 60 ablations more", dry.Output, StringComparison.Ordinal);
        Assert.Equal(0, endpoint.Answers);

        CliResult run = (await CliRun.RunAsync(command)).Succeeded();
        string said = run.Output.ReplaceLineEndings(" ");
        Assert.Contains("The model says: open, ", said, StringComparison.Ordinal);
        Assert.Contains(
            $"Checked by asking: with {string.Join(", ", needed.Select(static fact => $"[{fact + 1}]"))} alone the model says open (+4.00); without any one of these it does not (at best -6.00).",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains("nothing more is said of single documents", said, StringComparison.Ordinal);
        Assert.DoesNotContain("changes nothing", said, StringComparison.Ordinal);
        // A handful to find out what the endpoint can do.
        Assert.InRange(endpoint.Answers, 380, 400 + 10);
    }
}
