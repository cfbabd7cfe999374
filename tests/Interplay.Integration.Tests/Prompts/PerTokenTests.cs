using System.Text.Json;
using Interplay.Integration.Tests.Cli;
using Interplay.Reports;

namespace Interplay.Integration.Tests.Prompts;

/// <summary>Every token of an answer for the price of the whole, and another reading of the same scores for nothing.</summary>
public sealed class PerTokenTests
{
    private const int Tokens = 20;

    [Fact]
    public async Task Twenty_spectra_cost_the_calls_of_one_and_a_second_readout_none()
    {
        using var folder = new TempFolder();
        ReviewPrompt.WriteTo(
            folder,
            "The acting is wonderful. The plot is dull. I saw it twice. The music was bad. Write."
        );
        await using ModelProcess model = await ModelProcess.StartAsync(0);
        await using CountingProxy proxy = await CountingProxy.StartAsync(model.Address);
        string answer = await AnswerAsync(model.Address);
        int whole = await ScoredAsync(folder, proxy, answer, "whole", "--output", "total");
        int each = await ScoredAsync(folder, proxy, answer, "each", "--per-token");
        Assert.Equal(whole, each);
        Assert.InRange(each, 30, 36);

        Explanation tokens = Read(folder["each.json"]);
        Assert.Equal(Tokens, tokens.Outputs.Count);
        using var json = JsonDocument.Parse(File.ReadAllBytes(folder["each.json"]));
        Assert.Equal(Tokens, json.RootElement.GetProperty("spectra").GetArrayLength());

        int probe = each - 32 + 1;
        string span = string.Join(' ', answer.Split(' ')[..3]);
        int second = await ScoredAsync(
            folder,
            proxy,
            answer,
            "each",
            "--output",
            $"span:{JsonSerializer.Serialize(span)}"
        );
        Assert.InRange(second, 0, probe);
        Assert.Single(Read(folder["each.json"]).Outputs);
    }

    private static Explanation Read(string path) => ExplanationJson.Read(File.ReadAllBytes(path));

    /// <summary>Requests that ask for log-probabilities: the self-test, the cutting of the answer into tokens, and the ablations.</summary>
    private static async Task<int> ScoredAsync(
        TempFolder folder,
        CountingProxy proxy,
        string answer,
        string name,
        params string[] readout
    )
    {
        int before = proxy.Asked.Count(static one => one.IsScoring);
        string[] command = ReviewPrompt.Explain(
            folder,
            proxy.Address,
            name,
            ["--method", "exact", "--continuation", answer, .. readout]
        );
        (await CliRun.RunAsync(command)).Succeeded();
        return proxy.Asked.Count(static one => one.IsScoring) - before;
    }

    /// <summary>Words that the model cuts into twenty tokens.</summary>
    private static async Task<string> AnswerAsync(Uri address)
    {
        string[] words =
            "it was a good film and the story was very well told but the music was not as good as I had hoped it would be".Split(
                ' '
            );
        using var client = new HttpClient();
        string answer = "";
        foreach (string word in words)
        {
            string longer = answer.Length == 0 ? word : $"{answer} {word}";
            using var body = new StringContent(
                JsonSerializer.Serialize(new { model = "reviews-lm", prompt = longer }),
                System.Text.Encoding.UTF8,
                "application/json"
            );
            using HttpResponseMessage response = await client.PostAsync(
                new Uri(address, "/tokenize"),
                body,
                TestContext.Current.CancellationToken
            );
            using var json = JsonDocument.Parse(
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            );
            int count = json.RootElement.GetProperty("count").GetInt32();
            answer = count <= Tokens ? longer : answer;
            if (count == Tokens)
            {
                return answer;
            }
        }

        throw new InvalidOperationException($"'{answer}' is not of {Tokens} tokens.");
    }
}
