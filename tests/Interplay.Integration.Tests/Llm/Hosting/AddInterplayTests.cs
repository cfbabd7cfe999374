using System.Diagnostics;
using Interplay.Integration.Tests.Llm.Chat;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm;
using Interplay.Llm.Chat;
using Interplay.Llm.Documents;
using Interplay.Llm.Hosting;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Interplay.Integration.Tests.Llm.Hosting;

/// <summary>The explainer of a real container, with real loggers and OpenTelemetry. Tests that set the environment or listen to all activities run alone.</summary>
[Collection(nameof(ProcessWide))]
public sealed class AddInterplayTests
{
    private static readonly DocumentPrompt Lens = new(
        "The lock is red.",
        "Red locks need the long key.",
        "The cellar is cold.",
        "The long key hangs upstairs."
    );

    private static string Rule(string prompt) =>
        prompt.Contains("need the long key", StringComparison.Ordinal)
        && prompt.Contains("hangs upstairs", StringComparison.Ordinal)
            ? "Fetch the key upstairs"
            : "I do not know";

    [Fact]
    public async Task A_prompt_is_explained_by_the_registered_client()
    {
        using var client = new RuleClient(Rule);
        await using ServiceProvider services = Services(client, out _);
        Explanation explanation = await Explain(services);
        Interactions.Spectrum found = explanation.Outputs[0].Spectrum;
        Assert.Equal(1, found.Evaluate([0b1010UL]), 9);
        Assert.Equal(0, found.Evaluate([0b0111UL]), 9);
        Assert.Equal("overlap", explanation.Outputs[0].Name);
        // The answer to compare with, and all 16 subsets.
        Assert.Equal(17, client.Calls);
        Assert.Equal(Lens.Parts, explanation.Parts);
    }

    [Fact]
    public async Task What_the_journal_knows_is_not_asked_again()
    {
        using var client = new RuleClient(Rule);
        await using ServiceProvider services = Services(client, out _);
        Explanation first = await Explain(services);
        Explanation second = await Explain(services);
        Assert.Equal(18, client.Calls);
        Assert.Equal(first.Outputs[0].Spectrum.Terms, second.Outputs[0].Spectrum.Terms);
    }

    [Fact]
    public async Task A_registered_scorer_goes_before_the_client()
    {
        using var client = new RuleClient(Rule);
        var collection = new ServiceCollection();
        collection.AddSingleton<IChatClient>(client);
        collection.AddSingleton<IPromptScorer>(new TokenCounts());
        collection.AddInterplay();
        await using ServiceProvider services = collection.BuildServiceProvider();
        Explanation explanation = await Explain(services);
        Assert.Equal(0, client.Calls);
        Assert.Equal("total", explanation.Outputs[0].Name);
        Assert.Equal("total", explanation.Readout?.Name);
    }

    [Fact]
    public async Task Documents_are_explained_in_words()
    {
        using var client = new RuleClient(Rule);
        await using ServiceProvider services = Services(client, out _);
        DocumentNeeds needs = await services
            .GetRequiredService<IPromptExplainer>()
            .ExplainDocumentsAsync(
                Lens.Ablate(Mask.Full(4)).Messages is [var message]
                    ? [new ChatMessage(ChatRole.User, message.Content)]
                    : [],
                [.. Lens.Parts.Select(static p => new RetrievedDocument($"{p.Index + 1}", p.Text))],
                cancellationToken: TestContext.Current.CancellationToken
            );
        Assert.StartsWith("Needs 2 and 4 together", needs.Sentences[0], StringComparison.Ordinal);
        Assert.Equal(16, client.Calls);
    }

    [Fact]
    public async Task Steps_and_counts_reach_OpenTelemetry()
    {
        var activities = new List<Activity>();
        var metrics = new List<Metric>();
        using TracerProvider tracer = Sdk.CreateTracerProviderBuilder()
            .AddSource(Engine.TelemetryName)
            .AddInMemoryExporter(activities)
            .Build();
        using MeterProvider meter = Sdk.CreateMeterProviderBuilder()
            .AddMeter(Engine.TelemetryName)
            .AddInMemoryExporter(metrics)
            .Build();
        // Recorded, or the default sampler of OpenTelemetry leaves out what is under it.
        using var root = new Activity("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        root.Start();
        using var client = new RuleClient(Rule);
        await using ServiceProvider services = Services(client, out _);
        await Explain(services);
        await Explain(services);
        tracer.ForceFlush();
        meter.ForceFlush();
        Activity[] ours = [.. activities.Where(a => a.TraceId == root.TraceId)];
        Activity explain = ours.First(static a => a.OperationName == "interplay.explain");
        Assert.Equal(
            ["interplay.evaluate", "interplay.plan", "interplay.recover"],
            ours.Where(a => a.ParentSpanId == explain.SpanId)
                .Select(static a => a.OperationName)
                .Order()
        );
        Activity[] evaluations =
        [
            .. ours.Where(static a => a.OperationName == "interplay.evaluate"),
        ];
        Assert.Equal(
            [(16, 0), (0, 16)],
            evaluations.Select(static a =>
                (
                    (int)a.GetTagItem("interplay.ablations.evaluated")!,
                    (int)a.GetTagItem("interplay.ablations.reused")!
                )
            )
        );
        Assert.True(Sum(metrics, "interplay.ablations") >= 32);
        Assert.True(Sum(metrics, "interplay.calls") >= 16);
        Assert.True(Sum(metrics, "interplay.tokens") > 0);
        Assert.Contains(metrics, static m => m.Name == "interplay.step.duration");
    }

    [Fact]
    public async Task Failures_are_logged_and_traced_by_name()
    {
        var activities = new List<Activity>();
        using TracerProvider tracer = Sdk.CreateTracerProviderBuilder()
            .AddSource(Engine.TelemetryName)
            .AddInMemoryExporter(activities)
            .Build();
        int calls = 0;
        using var client = new RuleClient(prompt =>
            ++calls > 3 ? throw new HttpRequestException("gone") : Rule(prompt)
        );
        await using ServiceProvider services = Services(client, out LogLines lines);
        await Assert.ThrowsAsync<ValueFunctionFailedException>(() => Explain(services));
        tracer.ForceFlush();
        Assert.Contains(
            lines.All,
            static line => line == "Error Could not explain a prompt: value-function-failed."
        );
        Assert.Contains(
            activities,
            static a =>
                a.OperationName == "interplay.evaluate"
                && a.Status == ActivityStatusCode.Error
                && a.StatusDescription == "value-function-failed"
        );
    }

    [Fact]
    public async Task A_key_of_the_environment_is_told_to_nobody()
    {
        const string Variable = "INTERPLAY_API_KEY";
        const string Key = "sk-test-51f0c2d9e8b7a6";
        string? before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, Key);
        try
        {
            string said = await EverythingSaidAsync(Key);
            Assert.DoesNotContain(Key, said, StringComparison.Ordinal);
            Assert.Contains("401 for ***", said, StringComparison.Ordinal);
            Assert.True(said.Length > 2000);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    [Fact]
    public async Task Without_a_scorer_or_client_that_is_named()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddInterplay()
            .BuildServiceProvider();
        var error = await Assert.ThrowsAsync<InterplayException>(() => Explain(services));
        Assert.Equal("scorer-missing", error.Name);
    }

    [Fact]
    public async Task Options_are_checked_when_the_explainer_is_made()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddInterplay(static options => options.Concurrency = 0)
            .BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() =>
            services.GetRequiredService<IPromptExplainer>()
        );
    }

    /// <summary>Logs, activities, fingerprints, exceptions and explanations of runs that succeed and of runs whose client quotes the key as it fails.</summary>
    private static async Task<string> EverythingSaidAsync(string key)
    {
        var said = new System.Text.StringBuilder();
        var activities = new List<Activity>();
        using (
            TracerProvider tracer = Sdk.CreateTracerProviderBuilder()
                .AddSource(Engine.TelemetryName)
                .AddInMemoryExporter(activities)
                .Build()
        )
        {
            using var well = new RuleClient(Rule);
            await using ServiceProvider services = Services(well, out LogLines lines);
            Explanation explanation = await Explain(services);
            said.Append(ExplanationJson.Write(explanation));
            int calls = 0;
            using var ill = new RuleClient(prompt =>
                ++calls > 2 ? throw new HttpRequestException($"401 for {key}") : Rule(prompt)
            );
            await using ServiceProvider failing = Services(ill, out LogLines failures);
            said.Append(await Assert.ThrowsAnyAsync<InterplayException>(() => Explain(failing)));
            using DocumentNeedsChatClient middleware = ill.WithDocumentNeeds(
                logger: failing.GetRequiredService<ILogger<DocumentNeedsChatClient>>()
            );
            calls = 1;
            ChatResponse response = await middleware.GetResponseAsync(
                [new ChatMessage(ChatRole.User, "hangs upstairs need the long key")],
                new ChatOptions
                {
                    AdditionalProperties = new()
                    {
                        [DocumentNeeds.DocumentsPropertyName] = (string[])
                            ["hangs upstairs", "need the long key"],
                    },
                },
                TestContext.Current.CancellationToken
            );
            said.AppendJoin('\n', response.AdditionalProperties!.Values);
            said.Append(
                await Assert.ThrowsAnyAsync<InterplayException>(async () =>
                    await new JudgeMeasure(ill, new JudgeOptions()).MeasureAsync(
                        "x",
                        TestContext.Current.CancellationToken
                    )
                )
            );
            tracer.ForceFlush();
            said.AppendJoin('\n', lines.All).AppendJoin('\n', failures.All);
        }

        foreach (Activity activity in activities)
        {
            said.Append($"{activity.OperationName} {activity.StatusDescription} ");
            said.AppendJoin(' ', activity.TagObjects).AppendJoin(' ', activity.Events);
        }

        return said.ToString();
    }

    private static double Sum(List<Metric> metrics, string name)
    {
        double sum = 0;
        foreach (Metric metric in metrics.Where(metric => metric.Name == name))
        {
            foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
            {
                sum += point.GetSumLong();
            }
        }

        return sum;
    }

    private static Task<Explanation> Explain(ServiceProvider services) =>
        services
            .GetRequiredService<IPromptExplainer>()
            .ExplainAsync(Lens, cancellationToken: TestContext.Current.CancellationToken);

    private static ServiceProvider Services(IChatClient client, out LogLines lines)
    {
        var log = new LogLines();
        lines = log;
        var collection = new ServiceCollection();
        collection.AddLogging(builder => builder.AddProvider(log));
        collection.AddSingleton(client);
        collection.AddSingleton<IJournal, MemoryJournal>();
        collection.AddInterplay(static options =>
            options.Explain = new ExplainOptions { HeldOut = 0 }
        );
        return collection.BuildServiceProvider();
    }

    /// <summary>A scorer of a two-token continuation.</summary>
    private sealed class TokenCounts : IPromptScorer
    {
        public string Fingerprint => "counts";

        public IReadOnlyList<string> Outputs { get; } =
        [RawOutputs.Token(0, "a"), RawOutputs.Token(1, "b")];

        public ValueTask<PromptScore> ScoreAsync(
            Prompt prompt,
            CancellationToken cancellationToken = default
        ) =>
            ValueTask.FromResult(
                new PromptScore((double[])[-prompt.Messages[0].Content.Length / 100.0, -1], default)
            );
    }
}
