using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Interplay.Masks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Interplay.Integration.Tests.Llm;

/// <summary>In front of an endpoint, fails by chance: 10 % 429 with Retry-After, 5 % 500, 5 % hangs, 2 % answers cut off or with numbers that are none.</summary>
internal sealed partial class FaultyProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly Uri _target;
    private readonly SeededRandom _random;
    private readonly Lock _lock = new();
    private int _refusals;
    private int _broken;

    private FaultyProxy(Uri target, ulong seed)
    {
        _target = target;
        _random = new SeededRandom(seed);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Run(AnswerAsync);
    }

    public Uri Address => new(_app.Urls.First() + "/v1");

    /// <summary>Whether faults are made; off until a test turns them on.</summary>
    public bool IsFaulty { get; set; }

    /// <summary>Times at which requests came.</summary>
    public ConcurrentQueue<long> Arrivals { get; } = [];

    /// <summary>Faults made, by kind.</summary>
    public ConcurrentDictionary<string, int> Faults { get; } = new(StringComparer.Ordinal);

    public static async Task<FaultyProxy> StartAsync(Uri target, ulong seed)
    {
        var proxy = new FaultyProxy(target, seed);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Arrivals.Enqueue(Stopwatch.GetTimestamp());
        string fault = NextFault();
        Faults.AddOrUpdate(fault, 1, static (_, count) => count + 1);
        switch (fault)
        {
            case "429":
                context.Response.StatusCode = 429;
                // A server that asks for a second now and then, and else for none.
                context.Response.Headers.RetryAfter =
                    Interlocked.Increment(ref _refusals) % 8 == 1 ? "1" : "0";
                await context.Response.WriteAsync("{\"error\":\"slow down\"}");
                return;
            case "500":
                context.Response.StatusCode = 500;
                return;
            case "hang":
                await HangAsync(context);
                return;
            default:
                await ForwardAsync(context, fault == "broken");
                return;
        }
    }

    /// <summary>The n-th fault is the same in every run, whichever request it meets.</summary>
    private string NextFault()
    {
        if (!IsFaulty)
        {
            return "none";
        }

        lock (_lock)
        {
            return _random.NextDouble() switch
            {
                < 0.10 => "429",
                < 0.15 => "500",
                < 0.20 => "hang",
                < 0.22 => "broken",
                _ => "none",
            };
        }
    }

    private static async Task HangAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client gave up, as it should.
        }
    }

    private async Task ForwardAsync(HttpContext context, bool isBroken)
    {
        using var message = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            new Uri(_target, context.Request.Path.Value)
        );
        if (context.Request.Method == "POST")
        {
            message.Content = new StreamContent(context.Request.Body);
            message.Content.Headers.TryAddWithoutValidation(
                "Content-Type",
                context.Request.ContentType
            );
        }

        using HttpResponseMessage response = await _http.SendAsync(message);
        context.Response.StatusCode = (int)response.StatusCode;
        string body = await response.Content.ReadAsStringAsync();
        int kind = isBroken ? Interlocked.Increment(ref _broken) % 4 : 0;
        byte[] bytes = Encoding.UTF8.GetBytes(
            !isBroken ? body
            : kind == 0 ? body[..(body.Length / 2)]
            : kind == 1 ? LogProbability().Replace(body, "${name}NaN")
            : kind == 2 ? LogProbability().Replace(body, "${name}1e999")
            : body
        );
        if (isBroken && kind == 3)
        {
            // The connection ends in the middle.
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(bytes);
    }

    [GeneratedRegex("(?<name>\"logprob\":)-?[0-9.E-]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LogProbability();
}
