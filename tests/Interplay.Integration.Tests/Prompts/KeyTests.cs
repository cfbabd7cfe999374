using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Interplay.Integration.Tests.Cli;
using Interplay.Integration.Tests.Llm;
using Interplay.Integration.Tests.ModelServer;
using Interplay.Llm;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Scoring;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Prompts;

/// <summary>A key goes to the endpoint and nowhere else, even when the endpoint says it back.</summary>
public sealed class KeyTests
{
    private const string Key = "sk-7f3a9c+Marker/0e=";
    private const string Marker = "7f3a9c";

    [Theory]
    [InlineData(0, null)]
    [InlineData(401, "endpoint-refused")]
    [InlineData(500, "endpoint-failed")]
    public async Task A_key_is_in_nothing_that_the_tool_leaves_behind(int status, string? error)
    {
        using var folder = new TempFolder();
        ReviewPrompt.WriteTo(folder);
        await using ModelProcess model = await ModelProcess.StartAsync(0, Key);
        await using CountingProxy proxy = await CountingProxy.StartAsync(model.Address);
        Func<int> count = EchoKeys(proxy, status);
        CliResult run = await CliProcess.RunAsync(
            ReviewPrompt.Explain(
                folder,
                proxy.Address,
                "run",
                "--attempts",
                status == 0 ? "30" : "3"
            ),
            environment: Environment()
        );
        Assert.True(count() > 0, "the key was never said back");
        if (error is null)
        {
            run.Succeeded();
            await ReviewPrompt.RowsAsync(folder, "run");
            CliResult list = await CliProcess.RunAsync([
                "journal",
                "list",
                "--journal",
                folder["run.journal"],
            ]);
            AssertNoKey(list.Succeeded().Output);
        }
        else
        {
            run.Failed(5, error);
            Assert.Contains("***", run.Error, StringComparison.Ordinal);
        }

        AssertNoKey(run.Output + run.Error);
        foreach (string file in folder.Files().ToArray())
        {
            byte[] bytes = await File.ReadAllBytesAsync(
                folder[file],
                TestContext.Current.CancellationToken
            );
            AssertNoKey(Encoding.Latin1.GetString(bytes));
            AssertNoKey(Encoding.Unicode.GetString(bytes));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(401)]
    [InlineData(500)]
    public async Task A_key_is_in_no_trace_no_log_and_no_exception(int status)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        var seen = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
                seen.Enqueue(
                    $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} {string.Join(' ', activity.Events.SelectMany(static one => one.Tags))}"
                ),
        };
        ActivitySource.AddActivityListener(listener);
        using var log = new LogLines();
        await using ServerUnderTest model = await ServerUnderTest.ReviewsLmAsync(static options =>
            options with
            {
                Token = Key,
            }
        );
        await using CountingProxy proxy = await CountingProxy.StartAsync(model.Address);
        Func<int> count = EchoKeys(proxy, status);
        using var client = new EndpointClient(
            new EndpointOptions { BaseAddress = proxy.Address, MostAttempts = 3 },
            log,
            null,
            static name => name == "INTERPLAY_API_KEY" ? Key : null
        );
        var lens = new WordsLens("one two three", false);
        try
        {
            EndpointCapabilities capabilities = await EndpointProbe.ProbeAsync(
                client,
                lens.Full,
                stop
            );
            ContinuationScorer scorer = await ContinuationScorer.CreateAsync(
                client,
                capabilities,
                lens.Full,
                "a good film",
                stop
            );
            var function = new PromptValueFunction(lens, scorer);
            MaskMatrix masks = MaskMatrix.From([
                Mask.Full(3),
                Mask.Keeping(3, 0, 1),
                Mask.Keeping(3, 2),
            ]);
            await foreach (
                IReadOnlyList<EvaluatedRow> rows in function.EvaluateRowsAsync(masks, stop)
            )
            {
                Assert.NotEmpty(rows);
            }

            Assert.Equal(0, status);
            AssertNoKey(function.Fingerprint + scorer.Fingerprint);
        }
        catch (InterplayException exception)
        {
            Assert.NotEqual(0, status);
            seen.Enqueue(exception.ToString());
        }

        Assert.True(count() > 0, "the key was never said back");
        Assert.NotEmpty(seen);
        Assert.True(status == 401 || !log.Lines.IsEmpty);
        AssertNoKey(string.Join('\n', seen.Concat(log.Lines)));
    }

    /// <summary>The key comes back in an answer, or in an error with something between its letters: nothing of it is shown or kept.</summary>
    [Theory]
    [InlineData(200, "holds the key that it was asked with")]
    [InlineData(401, "with status 401: Bearer ***")]
    public async Task A_key_in_an_answer_is_refused_with_it(int status, string error)
    {
        using var folder = new TempFolder();
        ReviewPrompt.WriteTo(folder);
        await using ModelProcess model = await ModelProcess.StartAsync(0, Key);
        await using CountingProxy proxy = await CountingProxy.StartAsync(model.Address);
        int requests = 0;
        proxy.Instead = (_, authorization) =>
            Interlocked.Increment(ref requests) <= 40 ? null
            : status == 200
                ? (
                    200,
                    JsonSerializer.Serialize(
                        new { choices = new[] { new { text = $"it is {authorization}" } } }
                    )
                )
            : (
                status,
                JsonSerializer.Serialize(
                    new
                    {
                        error = new
                        {
                            message = string.Join('\u200b', authorization.ToCharArray()),
                        },
                    }
                )
            );
        CliResult run = await CliProcess.RunAsync(
            ReviewPrompt.Explain(folder, proxy.Address, "run"),
            environment: Environment()
        );
        Assert.True(run.ExitCode == 5, run.Error);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Marker,
            string.Concat((run.Output + run.Error).Where(char.IsAscii)),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.True(File.Exists(folder["run.journal"]), "what came before is kept");
        AssertNoKey(
            Encoding.Latin1.GetString(
                await File.ReadAllBytesAsync(
                    folder["run.journal"],
                    TestContext.Current.CancellationToken
                )
            )
        );
    }

    /// <summary>Says the key back: with a status, always; without one, in every fifth request as a failure that passes. Tells how often.</summary>
    private static Func<int> EchoKeys(CountingProxy proxy, int status)
    {
        int requests = 0;
        int echoes = 0;
        proxy.Instead = (_, authorization) =>
        {
            int number = Interlocked.Increment(ref requests);
            if (status == 0 && number % 5 != 1)
            {
                return null;
            }

            if (authorization == $"Bearer {Key}")
            {
                Interlocked.Increment(ref echoes);
            }

            string message =
                $"Incorrect key: {authorization}\n({authorization.ToUpperInvariant()})";
            string split = message.Replace(Marker, "7f3\u0001a9c", StringComparison.Ordinal);
            return (
                status == 0 ? 500 : status,
                JsonSerializer.Serialize(
                    new { error = new { message = number % 2 == 0 ? message : split } }
                )
            );
        };
        return () => echoes;
    }

    private static Dictionary<string, string> Environment() =>
        new(StringComparer.Ordinal) { ["INTERPLAY_API_KEY"] = Key, ["INTERPLAY_DEBUG"] = "1" };

    private static void AssertNoKey(string text) =>
        Assert.DoesNotContain(Marker, text, StringComparison.OrdinalIgnoreCase);
}
