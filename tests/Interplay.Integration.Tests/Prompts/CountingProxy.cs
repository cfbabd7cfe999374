using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Interplay.Integration.Tests.Prompts;

/// <summary>In front of an endpoint, passes everything on and writes down what was asked.</summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly Uri _target;
    private readonly SemaphoreSlim _ablations = new(0);
    private int _run;
    private int _left = int.MaxValue;

    private CountingProxy(Uri target)
    {
        _target = target;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Run(PassOnAsync);
    }

    public Uri Address => new(_app.Urls.First() + "/v1");

    /// <summary>What was asked, in the order in which it came.</summary>
    public ConcurrentQueue<AskedRequest> Asked { get; } = [];

    /// <summary>Answers a request itself, with a status and a body, instead of passing it on; null passes on. Gets the key that was shown.</summary>
    public Func<AskedRequest, string, (int Status, string Body)?>? Instead { get; set; }

    /// <summary>
    /// The ablated prompts that were scored. What scores the whole prompt is not among them: the probe and the cutting of the answer into tokens
    /// ask for that as well.
    /// </summary>
    public IEnumerable<AskedRequest> Ablations => Asked.Where(IsAblation);

    /// <summary>Takes what comes from now on as a run of its own.</summary>
    /// <param name="most">How many ablations are answered; those after them wait until the client gives up.</param>
    public void BeginRun(int most = int.MaxValue)
    {
        _run++;
        _left = most;
        while (_ablations.Wait(0, TestContext.Current.CancellationToken))
        {
            // What an earlier run has asked for.
        }
    }

    /// <summary>Waits until another ablation is asked for, or a process has ended.</summary>
    public async Task NextAblationAsync(Task end)
    {
        await Task.WhenAny(_ablations.WaitAsync(TestContext.Current.CancellationToken), end);
    }

    public static async Task<CountingProxy> StartAsync(Uri target)
    {
        var proxy = new CountingProxy(target);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
        _ablations.Dispose();
    }

    private static bool IsAblation(AskedRequest request) =>
        request.IsScoring && !request.Body.Contains(ReviewPrompt.Text, StringComparison.Ordinal);

    private async Task PassOnAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var asked = new AskedRequest(_run, await reader.ReadToEndAsync());
        Asked.Enqueue(asked);
        bool isHeld = false;
        if (IsAblation(asked))
        {
            isHeld = Interlocked.Decrement(ref _left) < 0;
            _ablations.Release();
        }

        string authorization = context.Request.Headers.Authorization.ToString();
        if (Instead?.Invoke(asked, authorization) is { } own)
        {
            context.Response.StatusCode = own.Status;
            await context.Response.WriteAsync(own.Body);
            return;
        }

        using var message = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            new Uri(_target, context.Request.Path.Value)
        );
        if (authorization.Length > 0)
        {
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (context.Request.Method == "POST")
        {
            message.Content = new StringContent(
                asked.Body,
                System.Text.Encoding.UTF8,
                "application/json"
            );
        }

        try
        {
            if (isHeld)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            using HttpResponseMessage response = await _http.SendAsync(
                message,
                context.RequestAborted
            );
            context.Response.StatusCode = (int)response.StatusCode;
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client is gone, as one that was killed.
        }
    }
}
