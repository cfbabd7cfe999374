using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Interplay.Lenses;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Scoring;
using Interplay.Masks;
using Interplay.ValueFunctions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Interplay.Studies;

/// <summary>
/// Throughput of the endpoint client: C requests in flight against a server in another process that waits D ms before each answer.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- endpoint [CALLS] [CONCURRENCY] [DELAY-MS] &gt; bench/results/acceptance-endpoint.md
/// </code>
/// </remarks>
internal static class EndpointThroughput
{
    private const int Tokens = 20;

    public static async Task RunAsync(string[] args)
    {
        if (args is ["serve", string delayText])
        {
            await ServeAsync(int.Parse(delayText));
            return;
        }

        int calls = args.Length > 0 ? int.Parse(args[0]) : 10_000;
        int concurrency = args.Length > 1 ? int.Parse(args[1]) : 64;
        int delay = args.Length > 2 ? int.Parse(args[2]) : 50;
        using Process server = StudyProcess.Start("endpoint", "serve", $"{delay}");
        try
        {
            string address = (await server.StandardOutput.ReadLineAsync())!;
            await MeasureAsync(new Uri(address + "/v1"));
        }
        finally
        {
            // The server ends when its input does.
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }

        async Task MeasureAsync(Uri address)
        {
            using var client = new EndpointClient(
                new EndpointOptions { BaseAddress = address, Concurrency = concurrency }
            );
            var lens = new BenchLens();
            Prompt full = lens.Ablate(Mask.Full(lens.Parts.Count));
            EndpointCapabilities capabilities = await EndpointProbe.ProbeAsync(client, full);
            ContinuationScorer scorer = await ContinuationScorer.CreateAsync(
                client,
                capabilities,
                full,
                new string('x', Tokens)
            );
            var function = new PromptValueFunction(
                lens,
                scorer,
                new PromptEvaluationOptions { Concurrency = concurrency }
            );
            // The just-in-time compiler is done by then.
            await RunAsync(function, 1, 10_000);
            (double seconds, double processor) = await RunAsync(function, 100_000, calls);
            double rate = calls / seconds;
            double ideal = concurrency / (delay / 1000.0);
            double timers = await TimersAsync(concurrency, delay);
            Console.WriteLine(
                "| calls | in flight | server delay | calls/s | share of in flight / delay | processor time per 1,000 calls | share that timers alone reach |"
            );
            Console.WriteLine("|---|---|---|---|---|---|---|");
            Console.WriteLine(
                $"| {calls} | {concurrency} | {delay} ms | {rate:0} | {rate / ideal:0.0 %} | {processor / calls * 1e6:0} ms | {timers / ideal:0.0 %} |"
            );
        }
    }

    // What the machine gives at most at this hour: as many loops that only wait.
    private static async Task<double> TimersAsync(int concurrency, int delay)
    {
        const int Rounds = 60;
        long begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, concurrency)
                .Select(async _ =>
                {
                    for (int i = 0; i < Rounds; i++)
                    {
                        await Task.Delay(delay);
                    }
                })
        );
        return concurrency * Rounds / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static async Task<(double Seconds, double Processor)> RunAsync(
        PromptValueFunction function,
        int first,
        int count
    )
    {
        MaskMatrix masks = MaskMatrix.Create(
            count,
            function.PartCount,
            (row, words) => words[0] = (ulong)(first + row)
        );
        using var self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        long begin = Stopwatch.GetTimestamp();
        int rows = 0;
        await foreach (IReadOnlyList<EvaluatedRow> some in function.EvaluateRowsAsync(masks))
        {
            rows += some.Count;
        }

        self.Refresh();
        return rows == count
            ? (
                Stopwatch.GetElapsedTime(begin).TotalSeconds,
                (self.TotalProcessorTime - before).TotalSeconds
            )
            : throw new InvalidOperationException($"{rows} rows of {count}");
    }

    private static async Task ServeAsync(int delay)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication app = builder.Build();
        byte[] scored = Encoding.UTF8.GetBytes(Answer());
        var due = new DueTimes();
        app.Run(async context =>
        {
            if (context.Request.Method == "GET")
            {
                await context.Response.WriteAsync("{\"data\":[{\"id\":\"x\"}]}");
                return;
            }

            await context.Request.Body.CopyToAsync(Stream.Null);
            await due.AfterAsync(TimeSpan.FromMilliseconds(delay));
            context.Response.ContentLength = scored.Length;
            await context.Response.Body.WriteAsync(scored);
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await Console.In.ReadToEndAsync();
    }

    // A prompt of 200 tokens, then the continuation; and an answer that was written, for the self-test.
    private static string Answer()
    {
        var text = new StringBuilder("{\"prompt_logprobs\":[null");
        for (int i = 1; i < 200 + Tokens; i++)
        {
            text.Append(
                $",{{\"{i}\":{{\"logprob\":-{(i < 200 ? 1.5 : 0.25)},\"rank\":1,\"decoded_token\":\"x\"}}}}"
            );
        }

        text.Append(
            "],\"choices\":[{\"message\":{\"content\":\"xx\"},\"logprobs\":{\"content\":[{\"token\":\"x\",\"logprob\":-0.25},{\"token\":\"x\",\"logprob\":-0.25}]}}],"
        );
        return text.Append("\"usage\":{\"prompt_tokens\":220,\"completion_tokens\":1}}").ToString();
    }

    /// <summary>
    /// Waits of a server to a tenth of a millisecond: those of the framework come up to three too late, 5 % of 50, which would be taken for the
    /// client's.
    /// </summary>
    internal sealed class DueTimes
    {
        private readonly Lock _lock = new();
        private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();

        public DueTimes() =>
            new Thread(Run) { IsBackground = true, Priority = ThreadPriority.Highest }.Start();

        public Task AfterAsync(TimeSpan delay)
        {
            var source = new TaskCompletionSource(
                TaskCreationOptions.RunContinuationsAsynchronously
            );
            lock (_lock)
            {
                _waiting.Enqueue(
                    source,
                    Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency)
                );
            }

            return source.Task;
        }

        private void Run()
        {
            while (true)
            {
                lock (_lock)
                {
                    long now = Stopwatch.GetTimestamp();
                    while (
                        _waiting.TryPeek(out TaskCompletionSource? source, out long at) && at <= now
                    )
                    {
                        _waiting.Dequeue();
                        source.SetResult();
                    }
                }

                _ = Sleep(100);
            }
        }

        [DllImport("libc", EntryPoint = "usleep")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Sleep(uint microseconds);
    }

    internal sealed class BenchLens : ILens<Prompt>
    {
        private static readonly string[] Sentences =
        [
            .. Enumerable.Range(0, 24).Select(i => $"This is sentence number {i} of a document."),
        ];

        public IReadOnlyList<Part> Parts { get; } =
        [.. Sentences.Select((text, i) => new Part(i, text))];

        public string Fingerprint => "bench";

        public Prompt Ablate(Mask kept) =>
            new()
            {
                Messages =
                [
                    new PromptMessage("user", string.Join(' ', Sentences.Where((_, i) => kept[i]))),
                ],
            };
    }
}
