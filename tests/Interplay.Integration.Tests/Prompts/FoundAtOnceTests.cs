using System.Text.Json.Nodes;
using Interplay.Integration.Tests.Cli;

namespace Interplay.Integration.Tests.Prompts;

/// <summary>What cannot work is found before ablations are paid for, and the error quotes what there was.</summary>
public sealed class FoundAtOnceTests
{
    [Theory]
    [InlineData(
        "--fixed",
        "Is the light.*",
        "fixed-not-found",
        "'regex:Is the light.*' would be a pattern"
    )]
    [InlineData("--fixed", "is the lighthouse open?", "fixed-not-found", "Use the logbook.")]
    [InlineData("--fixed", "regex:castle|tower", "fixed-not-found", "Use the logbook.")]
    [InlineData("--parts", "user:regex:castle", "parts-not-found", "The keeper is at home.")]
    [InlineData("--parts", "documents:regex:castle", "parts-not-found", "The lamp burns.")]
    [InlineData("--parts", "tools", "parts-not-found", "no tools")]
    [InlineData("--show", "closed", "output-not-found", "log-odds:open/shut")]
    public async Task A_selection_that_finds_nothing_is_an_error_that_quotes_what_there_was(
        string option,
        string value,
        string name,
        string quoted
    )
    {
        await using LighthouseEndpoint endpoint = await LighthouseEndpoint.StartAsync(Both);
        CliResult run = await ExplainAsync(endpoint, "--labels", "open,shut", option, value);
        Assert.Contains(value, run.Failed(2, name).Error, StringComparison.Ordinal);
        Assert.Contains(quoted, run.Error, StringComparison.Ordinal);
        Assert.InRange(endpoint.Answers, 0, 8);
    }

    [Fact]
    public async Task Labels_that_the_model_does_not_list_are_an_error_with_the_tokens_that_it_lists()
    {
        await using LighthouseEndpoint endpoint = await LighthouseEndpoint.StartAsync(static odds =>
            [(" open", LighthouseEndpoint.Open(odds)), (" shut", LighthouseEndpoint.Shut(odds))]
        );
        CliResult run = await ExplainAsync(endpoint, "--labels", "open,shut");
        Assert.Contains(
            "it lists \" open\" (-0.05), \" shut\" (-3.05).",
            run.Failed(2, "labels-not-listed").Error,
            StringComparison.Ordinal
        );
        Assert.InRange(endpoint.Answers, 1, 8);

        (await ExplainAsync(endpoint, "--labels", " open, shut")).Succeeded();
    }

    [Fact]
    public async Task A_label_that_is_not_listed_is_said_beside_those_that_are()
    {
        await using LighthouseEndpoint endpoint = await LighthouseEndpoint.StartAsync(Both);
        CliResult run = await ExplainAsync(endpoint, "--labels", "open,shut,ajar");
        Assert.Contains("\"ajar\"", run.Succeeded().Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_of_which_nothing_is_left_is_asked_first()
    {
        await using LighthouseEndpoint endpoint = await LighthouseEndpoint.StartAsync(
            Both,
            static text => !text.Contains('[', StringComparison.Ordinal)
        );
        CliResult run = await ExplainAsync(endpoint, "--labels", "open,shut");
        Assert.Contains(
            "00000 (all parts taken away)",
            run.Failed(5, "value-function-failed").Error,
            StringComparison.Ordinal
        );
        Assert.InRange(endpoint.Answers, 1, 10);
    }

    [Fact]
    public async Task Answers_are_measured_without_log_probabilities()
    {
        await using LighthouseEndpoint endpoint = await LighthouseEndpoint.StartAsync(null);
        CliResult run = await ExplainAsync(endpoint, "--measure", "contains:\"open\"");
        Assert.Contains("[1] +0.750", run.Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("[2] +0.250", run.Output, StringComparison.Ordinal);
        Assert.Contains("[4] +0.250", run.Output, StringComparison.Ordinal);
        Assert.Equal(33, endpoint.Answers);
    }

    private static (string, JsonNode?)[] Both(double odds) =>
        odds > 0
            ? [("open", LighthouseEndpoint.Open(odds)), ("shut", LighthouseEndpoint.Shut(odds))]
            : [("shut", LighthouseEndpoint.Shut(odds)), ("open", LighthouseEndpoint.Open(odds))];

    private static async Task<CliResult> ExplainAsync(
        LighthouseEndpoint endpoint,
        params string[] options
    )
    {
        using var folder = new TempFolder();
        return await CliRun.RunAsync([
            "explain",
            "prompt",
            folder.With("chat.json", LighthouseEndpoint.Prompt),
            "--endpoint",
            endpoint.Address,
            "--journal",
            folder["j.db"],
            .. options,
        ]);
    }
}
