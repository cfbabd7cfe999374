using System.Text.Json;
using System.Text.RegularExpressions;
using Interplay.Integration.Tests.Cli;

namespace Interplay.Integration.Tests.Prompts;

/// <summary>The prompt of these tests, and the command that explains it.</summary>
internal static partial class ReviewPrompt
{
    /// <summary>Ten sentences, ten parts.</summary>
    public const string Text =
        "The acting is wonderful. The plot is dull and slow. I saw it with my family. The music was terrible. We loved the ending. The director is new. My seat was broken. It is a great story. The room was cold. Write a review.";

    /// <summary>Ablations of a run.</summary>
    public const int Budget = 220;

    /// <summary>Requests in flight.</summary>
    public const int Concurrency = 4;

    /// <summary>Writes the prompt into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="text">What the user says.</param>
    public static string WriteTo(TempFolder folder, string text = Text) =>
        folder.With(
            "chat.json",
            JsonSerializer.Serialize(
                new { messages = new[] { new { role = "user", content = text } } }
            )
        );

    /// <summary>The command: a journal and an explanation in the folder, named so.</summary>
    public static string[] Explain(
        TempFolder folder,
        Uri endpoint,
        string name,
        params string[] more
    ) =>
        [
            "explain",
            "prompt",
            folder["chat.json"],
            "--endpoint",
            endpoint.ToString(),
            "--parts",
            "sentences",
            "--journal",
            folder[name + ".journal"],
            "--json",
            folder[name + ".json"],
            "--concurrency",
            $"{Concurrency}",
            .. more.Contains("--method", StringComparer.Ordinal)
                ? (string[])[]
                : ["--budget", $"{Budget}"],
            .. more,
        ];

    /// <summary>The bytes of an explanation, its timings apart, as text.</summary>
    public static string WithoutTimings(string path)
    {
        string json = File.ReadAllText(path);
        Assert.Matches(Timings(), json);
        return Timings().Replace(json, "");
    }

    /// <summary>The rows of a journal, in an order of their own: the masks and values, as <c>journal export</c> writes them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name of the run.</param>
    public static async Task<string[]> RowsAsync(TempFolder folder, string name)
    {
        string table = folder[name + ".csv"];
        using var json = JsonDocument.Parse(
            await File.ReadAllTextAsync(
                folder[name + ".json"],
                TestContext.Current.CancellationToken
            )
        );
        string fingerprint = json
            .RootElement.GetProperty("manifest")
            .GetProperty("fingerprint")
            .GetString()!;
        (
            await CliRun.RunAsync([
                "journal",
                "export",
                fingerprint,
                "-o",
                table,
                "--journal",
                folder[name + ".journal"],
            ])
        ).Succeeded();
        string[] lines = await File.ReadAllLinesAsync(table, TestContext.Current.CancellationToken);
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("\"timings\": \\{[^}]*\\}", RegexOptions.NonBacktracking)]
    private static partial Regex Timings();
}
