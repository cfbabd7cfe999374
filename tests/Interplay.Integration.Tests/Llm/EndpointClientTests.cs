using System.Diagnostics;
using System.Diagnostics.Metrics;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Microsoft.Extensions.Logging;

namespace Interplay.Integration.Tests.Llm;

public sealed class EndpointClientTests
{
    private const string Key = "sk-a-key-that-nobody-may-see";
    private static readonly WordsLens Chat = new("the quick brown fox", false);
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_reaches_the_server_and_nothing_else()
    {
        await using ScriptedEndpoint server = await ScriptedEndpoint.StartAsync(ServerKind.Echo);
        var seen = new List<string>();
        using var logs = new ListLoggerFactory(seen);
        using var activities = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == EndpointTelemetry.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (seen)
                {
                    seen.AddRange(activity.TagObjects.Select(static tag => $"{tag}"));
                    seen.Add($"{activity.DisplayName} {activity.StatusDescription}");
                }
            },
        };
        ActivitySource.AddActivityListener(activities);
        using var meters = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == EndpointTelemetry.SourceName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>(
            (instrument, _, tags, _) =>
            {
                lock (seen)
                {
                    seen.Add($"{instrument.Name} {string.Join(",", tags.ToArray())}");
                }
            }
        );
        meters.Start();
        using var client = new EndpointClient(
            new EndpointOptions { BaseAddress = server.Address, KeyVariable = "SOME_KEY" },
            logs,
            null,
            static name => name == "SOME_KEY" ? Key : null
        );

        // The server says the key back in its error.
        InterplayException exception = await Assert.ThrowsAsync<InterplayException>(() =>
            EndpointProbe.ProbeAsync(client, Chat.Full, Stop)
        );
        Assert.All(
            server.Requests,
            request => Assert.Equal($"Bearer {Key}", request.Authorization)
        );
        Assert.Contains("***", exception.Message, StringComparison.Ordinal);
        // Activities and metrics of other tests, which run beside this one, are seen too.
        string[] lines;
        lock (seen)
        {
            lines = [.. seen, exception.ToString(), client.Options.ToString()];
        }

        foreach (
            string wanted in (string[])
                ["answered after", "gen_ai.operation.name", "interplay.llm.requests"]
        )
        {
            Assert.Contains(lines, line => line.Contains(wanted, StringComparison.Ordinal));
        }

        Assert.All(
            lines,
            static line =>
            {
                Assert.DoesNotContain(Key, line, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("quick brown", line, StringComparison.Ordinal);
            }
        );
    }

    [Theory]
    [InlineData("http://example.org/v1", "a-key", "key-over-http")]
    [InlineData("https://example.org/v1", null, "key-missing")]
    [InlineData("https://example.org/v1", "a key\nX: y", "key-malformed")]
    [InlineData("https://me:secret@example.org/v1", "a-key", "endpoint-options-malformed")]
    [InlineData("ftp://example.org/v1", "a-key", "endpoint-options-malformed")]
    public void Keys_that_would_leak_or_are_none_are_refused(
        string address,
        string? key,
        string name
    )
    {
        InterplayException exception = Assert.Throws<InterplayException>(() =>
            new EndpointClient(
                new EndpointOptions { BaseAddress = new Uri(address), KeyVariable = "SOME_KEY" },
                null,
                null,
                _ => key
            )
        );
        Assert.Equal(name, exception.Name);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("X: y", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_the_environment_stays_off_plain_http_unless_allowed()
    {
        static string? Environment(string name) => name == "INTERPLAY_API_KEY" ? Key : null;
        var options = new EndpointOptions { BaseAddress = new Uri("http://example.org/v1") };
        Assert.Throws<InterplayException>(() =>
            new EndpointClient(options, null, null, Environment)
        );
        using var allowed = new EndpointClient(
            options with
            {
                AllowKeyOverHttp = true,
            },
            null,
            null,
            Environment
        );
        using var local = new EndpointClient(
            options with
            {
                BaseAddress = new Uri("http://127.0.0.1:1/v1"),
            },
            null,
            null,
            Environment
        );
    }

    [Fact]
    public async Task A_slot_comes_no_sooner_than_the_rate_allows_and_a_pause_is_shared()
    {
        var time = new ManualTime();
        var pace = new RequestPace(
            new EndpointOptions
            {
                BaseAddress = new Uri("http://127.0.0.1/v1"),
                RequestsPerSecond = 10,
                TokensPerMinute = 6000,
            },
            time
        );
        for (int i = 0; i < 11; i++)
        {
            await pace.WaitAsync(1, Stop);
        }

        Assert.Equal(TimeSpan.FromSeconds(1), time.Elapsed);
        pace.Pause(TimeSpan.FromSeconds(7));
        await pace.WaitAsync(100, Stop);
        Assert.Equal(TimeSpan.FromSeconds(8), time.Elapsed);
        // 100 tokens take a second of 6,000 a minute; 200 more were used than thought.
        pace.Correct(200);
        await pace.WaitAsync(1, Stop);
        Assert.Equal(TimeSpan.FromSeconds(11), time.Elapsed);
    }

    [Fact]
    public async Task What_does_not_pass_ends_after_the_attempts_that_are_allowed()
    {
        using var client = new EndpointClient(
            new EndpointOptions
            {
                // Nobody listens on the port of discarding.
                BaseAddress = new Uri("http://127.0.0.1:9/v1"),
                MostAttempts = 3,
            },
            null,
            new ManualTime(),
            static _ => null
        );
        InterplayException exception = await Assert.ThrowsAsync<InterplayException>(() =>
            EndpointProbe.ProbeAsync(client, Chat.Full, Stop)
        );
        Assert.Equal("endpoint-failed", exception.Name);
        Assert.Equal(3, client.Usage.Requests);
        Assert.Equal(2, client.Usage.Retries);
    }

    private sealed class ListLoggerFactory(List<string> lines) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider) { }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (lines)
            {
                lines.Add(formatter(state, exception) + exception);
            }
        }
    }
}
