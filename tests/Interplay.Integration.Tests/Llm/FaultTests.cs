using System.Diagnostics;
using Interplay.Llm;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Scoring;
using Interplay.Reports;
using Interplay.Runs;

namespace Interplay.Integration.Tests.Llm;

/// <summary>Faults of an endpoint cost time only.</summary>
public sealed class FaultTests
{
    private const double Rate = 200;
    private const ulong Seed = 20261123;

    [Fact]
    public async Task An_explanation_over_a_faulty_endpoint_is_the_same_within_the_rate()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using ScriptedEndpoint server = await ScriptedEndpoint.StartAsync(ServerKind.Vllm);
        await using FaultyProxy proxy = await FaultyProxy.StartAsync(server.Address, Seed);
        using var client = new EndpointClient(
            new EndpointOptions
            {
                BaseAddress = proxy.Address,
                Concurrency = 32,
                RequestsPerSecond = Rate,
                Timeout = TimeSpan.FromSeconds(2),
                MostAttempts = 20,
                FirstBackOff = TimeSpan.FromMilliseconds(20),
                LongestBackOff = TimeSpan.FromMilliseconds(200),
            },
            null,
            null,
            static _ => null
        );
        var lens = new WordsLens("one two three four five six seven eight", false);
        EndpointCapabilities capabilities = await EndpointProbe.ProbeAsync(client, lens.Full, stop);
        ContinuationScorer scorer = await ContinuationScorer.CreateAsync(
            client,
            capabilities,
            lens.Full,
            "8 words",
            stop
        );
        var options = new ExplainOptions { Budget = 150, Seed = 7 };
        var calm = new RowLog(new PromptValueFunction(lens, scorer, Wide));
        string expected = await ExplainAsync(calm, options, stop);

        int before = proxy.Arrivals.Count;
        proxy.IsFaulty = true;
        long start = Stopwatch.GetTimestamp();
        var rough = new RowLog(new PromptValueFunction(lens, scorer, Wide));
        Assert.Equal(expected, await ExplainAsync(rough, options, stop));
        Assert.Equal(calm.Rows.Order(), rough.Rows.Order());
        Assert.Distinct(rough.Rows);
        Assert.True(rough.Cost.Calls > rough.Rows.Count);
        Assert.Equal(calm.Cost.InputTokens, rough.Cost.InputTokens);
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

    private static readonly PromptEvaluationOptions Wide = new() { Concurrency = 32 };

    private static async Task<string> ExplainAsync(
        RowLog function,
        ExplainOptions options,
        CancellationToken stop
    )
    {
        RunResult result = await Explainer.ExplainAsync(
            new FunctionRequest { Function = function, Options = options },
            cancellationToken: stop
        );
        return ExplanationJson.Write(result.Explanation with { Timings = null });
    }
}
