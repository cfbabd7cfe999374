using System.Diagnostics;
using Interplay.Integration.Tests.Cli;
using Interplay.Integration.Tests.Llm;
using Interplay.Integration.Tests.ModelServer;

namespace Interplay.Integration.Tests.Prompts;

/// <summary>The tool over an endpoint that fails by chance: it takes longer, and that is all.</summary>
public sealed class FaultRunTests
{
    private const ulong Seed = 20261123;
    private const double Rate = 60;

    [Fact]
    public async Task Faults_cost_time_only_and_the_rate_holds()
    {
        using var folder = new TempFolder();
        ReviewPrompt.WriteTo(folder);
        await using ServerUnderTest model = await ServerUnderTest.ReviewsLmAsync(static options =>
            options with
            {
                Delay = TimeSpan.FromMilliseconds(5),
            }
        );
        await using FaultyProxy proxy = await FaultyProxy.StartAsync(model.Address, Seed);
        string[] calm = ReviewPrompt.Explain(folder, proxy.Address, "calm");
        (await CliRun.RunAsync(calm)).Succeeded();

        int before = proxy.Arrivals.Count;
        proxy.IsFaulty = true;
        long start = Stopwatch.GetTimestamp();
        string[] rough = ReviewPrompt.Explain(
            folder,
            proxy.Address,
            "rough",
            ["--rate", $"{Rate}", "--timeout", "1", "--attempts", "20"]
        );
        (await CliRun.RunAsync(rough)).Succeeded();
        Assert.Equal(
            ReviewPrompt.WithoutTimings(folder["calm.json"]),
            ReviewPrompt.WithoutTimings(folder["rough.json"])
        );
        string[] rows = await ReviewPrompt.RowsAsync(folder, "rough");
        Assert.Equal(await ReviewPrompt.RowsAsync(folder, "calm"), rows);
        Assert.Distinct(rows);
        Assert.Equal(ReviewPrompt.Budget + 1, rows.Length);
        Assert.All(
            (string[])["429", "500", "hang", "broken"],
            fault => Assert.True(proxy.Faults.ContainsKey(fault), $"seed {Seed} made no {fault}")
        );

        // The k-th request comes no sooner than k / rate after the start, however the machine stalls.
        long[] arrivals = [.. proxy.Arrivals.Skip(before).Order()];
        for (int k = 1; k < arrivals.Length; k++)
        {
            double soonest = (k - 1) / Rate;
            Assert.True(Stopwatch.GetElapsedTime(start, arrivals[k]).TotalSeconds >= soonest);
        }
    }
}
