using System.Diagnostics;
using Interplay.Integration.Tests.Cli;
using Interplay.Integration.Tests.Llm;

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
        await using ModelProcess model = await ModelProcess.StartAsync(5);
        await using FaultyProxy proxy = await FaultyProxy.StartAsync(model.Address, Seed);
        string[] calm = ReviewPrompt.Explain(folder, proxy.Address, "calm");
        (await CliProcess.RunAsync(calm)).Succeeded();

        int before = proxy.Arrivals.Count;
        proxy.IsFaulty = true;
        using var stop = new CancellationTokenSource();
        Task<double> stall = LongestStallAsync(stop.Token);
        string[] rough = ReviewPrompt.Explain(
            folder,
            proxy.Address,
            "rough",
            ["--rate", $"{Rate}", "--timeout", "1", "--attempts", "20"]
        );
        (await CliProcess.RunAsync(rough)).Succeeded();
        await stop.CancelAsync();
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
        CheckRate([.. proxy.Arrivals.Skip(before).Order()], await stall);
    }

    /// <summary>No second sees more requests than the rate and one; those that waited while the machine did something else come together.</summary>
    private static void CheckRate(long[] arrivals, double stall)
    {
        int most = 0;
        for (int first = 0, last = 0; last < arrivals.Length; last++)
        {
            while (Stopwatch.GetElapsedTime(arrivals[first], arrivals[last]).TotalSeconds >= 1)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{arrivals.Length} requests, {most} in the fullest second, longest stall {stall:0.000} s"
        );
        Assert.InRange(most, 1, Rate * (1 + stall) + 1);
    }

    /// <summary>How late a wait of 10 ms ended at worst, in seconds: what the machine adds to the times at which requests come.</summary>
    private static async Task<double> LongestStallAsync(CancellationToken stop)
    {
        const int Wait = 10;
        double longest = 0;
        while (!stop.IsCancellationRequested)
        {
            long start = Stopwatch.GetTimestamp();
            await Task.Delay(Wait, CancellationToken.None);
            longest = Math.Max(
                longest,
                Stopwatch.GetElapsedTime(start).TotalSeconds - Wait / 1000.0
            );
        }

        return longest;
    }
}
