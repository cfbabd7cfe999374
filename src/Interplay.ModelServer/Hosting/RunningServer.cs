using Interplay.ModelServer.Routes;
using Interplay.ModelServer.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Interplay.ModelServer.Hosting;

/// <summary>A local model at an OpenAI-compatible endpoint, listening. Why it exists: docs/adr/0011-a-server-of-our-own.md.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IServedModel _model;
    private readonly RequestGuard _guard;

    private RunningServer(WebApplication app, IServedModel model, RequestGuard guard)
    {
        _app = app;
        _model = model;
        _guard = guard;
    }

    /// <summary>Where it listens, with the real ports.</summary>
    public IReadOnlyList<string> Addresses => [.. _app.Urls.Select(static url => url.TrimEnd('/'))];

    /// <summary>Opens the model and listens.</summary>
    /// <exception cref="InterplayException">
    /// <c>server-options-malformed</c>, <c>server-token-missing</c>, <c>server-cannot-listen</c>, or what opening the model raises.
    /// </exception>
    public static async Task<RunningServer> StartAsync(
        ModelServerOptions options,
        TimeProvider time,
        CancellationToken cancellationToken = default
    )
    {
        options.Validated();
        IServedModel model = ServedModels.Open(options.Folder, options.Cores);
        var guard = new RequestGuard(options, time);
        var hosts = new HostCheck(options.HostNames);
        ListenAddress[] addresses =
        [
            .. options.Urls.Select(static url => ListenAddress.Read(url)!),
        ];
        if (Array.Exists(addresses, static address => address is { IsLocalhost: true, Port: 0 }))
        {
            guard.Dispose();
            model.Dispose();
            throw new InterplayException(
                ErrorKind.Request,
                "server-cannot-listen",
                "localhost is two addresses, which cannot share a free port: name 127.0.0.1 or [::1] for port 0, or another port."
            );
        }

        WebApplication app = Build(
            options,
            addresses,
            hosts,
            guard,
            new ServerContext(model, options, time)
        );
        var server = new RunningServer(app, model, guard);
        try
        {
            await app.StartAsync(cancellationToken);
            CheckBound(app.Urls, addresses);
            hosts.IsOpen = true;
            return server;
        }
        catch (Exception e)
        {
            await server.DisposeAsync();
            if (e is IOException or InvalidOperationException or System.Net.Sockets.SocketException)
            {
                throw new InterplayException(
                    ErrorKind.Request,
                    "server-cannot-listen",
                    $"The server cannot listen at {string.Join(" and ", options.Urls)}: {e.Message}",
                    e
                );
            }

            throw;
        }
    }

    /// <summary>Stops: answers in progress have a few seconds to end.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            await _app.StopAsync(patience.Token);
        }
        finally
        {
            await _app.DisposeAsync();
            _guard.Dispose();
            _model.Dispose();
        }
    }

    /// <summary>What is listened at must be what was asked for, whatever the server made of it: before the first request is served.</summary>
    private static void CheckBound(ICollection<string> bound, ListenAddress[] wanted)
    {
        string[] others =
        [
            .. bound.Where(url => !Array.Exists(wanted, address => address.Covers(url))),
        ];
        if (bound.Count == 0 || others.Length > 0)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "server-cannot-listen",
                $"The server was to listen at {string.Join(" and ", wanted.Select(static address => address.Url))} and found itself at {(bound.Count == 0 ? "no address" : string.Join(" and ", bound))}. It was stopped before it served anything."
            );
        }
    }

    private static WebApplication Build(
        ModelServerOptions options,
        ListenAddress[] addresses,
        HostCheck hosts,
        RequestGuard guard,
        ServerContext context
    )
    {
        // No file and no variable of the environment takes part: the options say it all.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions()
        );
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
            foreach (ListenAddress address in addresses)
            {
                address.ListenOn(kestrel);
            }
        });
        WebApplication app = builder.Build();
        app.Use(hosts.InvokeAsync);
        app.UseRouting();
        Map(app, guard, context);
        return app;
    }

    private static void Map(WebApplication app, RequestGuard guard, ServerContext context)
    {
        var tokens = new TokenRoutes(context);
        app.MapGet("/health", static http => Task.CompletedTask);
        app.MapGet("/v1/models", guard.Around(new ModelRoute(context).ListAsync));
        app.MapPost("/v1/completions", guard.Around(new CompletionRoute(context).AnswerAsync));
        app.MapPost("/v1/chat/completions", guard.Around(new ChatRoute(context).AnswerAsync));
        app.MapPost("/tokenize", guard.Around(tokens.TokenizeAsync));
        app.MapPost("/detokenize", guard.Around(tokens.DetokenizeAsync));
        app.MapFallback(
            "{*path}",
            guard.Around(
                static (http, _) =>
                    throw new ApiException(
                        StatusCodes.Status404NotFound,
                        $"There is no {http.Request.Method} {http.Request.Path} here; see /v1/models, /v1/completions, /v1/chat/completions, /tokenize, /detokenize and /health.",
                        code: "unknown_url"
                    )
            )
        );
    }
}
