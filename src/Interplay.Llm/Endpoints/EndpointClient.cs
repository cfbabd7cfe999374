using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Interplay.Masks;
using Interplay.ValueFunctions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interplay.Llm.Endpoints;

/// <summary>
/// Asks an endpoint over pooled connections. What passes (429, 408, 425, 500, 502, 503, 504, broken connections, hangs, answers cut off or with
/// numbers that are no numbers) is asked again after a wait with exponential ceiling and full jitter; <c>Retry-After</c> holds back all requests
/// of the client; what does not pass is an error at once. Safe for use by many threads.
/// </summary>
public sealed class EndpointClient : IDisposable
{
    /// <summary>Large answers that are read at a time.</summary>
    private const int MostLarge = 2;

    private readonly HttpMessageInvoker _http;
    private readonly EndpointSecrets _secrets;
    private readonly RequestPace _pace;
    private readonly SemaphoreSlim _slots;
    private readonly SemaphoreSlim _large = new(MostLarge);
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly SeededRandom _jitter = new((ulong)Environment.ProcessId);
    private readonly ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.Ordinal);
    private readonly Func<string, Uri> _resolve;
    private readonly KeyValuePair<string, object?>[] _tags;
    private EndpointUsage _usage;

    /// <summary>Creates a client; nothing is asked yet.</summary>
    /// <param name="options">Where and how to ask.</param>
    /// <param name="loggerFactory">Receives what is logged; null logs nothing.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="InterplayException"><c>endpoint-options-malformed</c>, <c>key-missing</c>, <c>key-malformed</c>, <c>key-over-http</c>.</exception>
    public EndpointClient(
        EndpointOptions options,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? time = null
    )
        : this(options, loggerFactory, time, Environment.GetEnvironmentVariable) { }

    internal EndpointClient(
        EndpointOptions options,
        ILoggerFactory? loggerFactory,
        TimeProvider? time,
        Func<string, string?> environment
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        _time = time ?? TimeProvider.System;
        _secrets = EndpointSecrets.Read(options, environment);
        _pace = new RequestPace(options, _time);
        _slots = new SemaphoreSlim(options.Concurrency);
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger(
            "Interplay.Llm.Endpoint"
        );
        string address = options.BaseAddress.AbsoluteUri.TrimEnd('/');
        var below = new Uri(address + "/");
        Uri root = address.EndsWith("/v1", StringComparison.Ordinal)
            ? new Uri(address[..^2])
            : below;
        _resolve = path => path.StartsWith('/') ? new Uri(root, path[1..]) : new Uri(below, path);
        _tags =
        [
            new("server.address", options.BaseAddress.Host),
            new("server.port", options.BaseAddress.Port),
        ];
        _http = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = options.Concurrency,
                // A redirect would take the key to a host that nobody named.
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(15),
                ConnectTimeout = options.Timeout,
            }
        );
    }

    /// <summary>Where and how it asks.</summary>
    public EndpointOptions Options { get; }

    /// <summary>What it has asked for so far.</summary>
    public EndpointUsage Usage
    {
        get
        {
            lock (_lock)
            {
                return _usage;
            }
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
        _large.Dispose();
    }

    /// <summary>Asks until there is an answer that can be read.</summary>
    /// <param name="request">The question.</param>
    /// <param name="read">Reads the answer; an <see cref="UnusableAnswerException"/> is worth another attempt, anything else is not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InterplayException"><c>endpoint-failed</c>: attempts are over. <c>endpoint-refused</c>: no use in another.</exception>
    internal async ValueTask<EndpointAnswer<T>> SendAsync<T>(
        EndpointRequest request,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        long start = _time.GetTimestamp();
        using Activity? activity = EndpointTelemetry.Source.StartActivity(
            request.Operation,
            ActivityKind.Client
        );
        Describe(activity, request);
        for (int attempt = 1; ; attempt++)
        {
            AttemptResult<T> result;
            await _slots.WaitAsync(cancellationToken);
            try
            {
                await _pace.WaitAsync(request.LikelyTokens, cancellationToken);
                result = await AttemptAsync(request, read, cancellationToken);
            }
            catch (InterplayException exception)
            {
                Count(attempt, 0, 0);
                activity?.SetTag("error.type", exception.Name);
                activity?.SetStatus(ActivityStatusCode.Error, exception.Name);
                throw;
            }
            finally
            {
                _slots.Release();
            }

            Count(attempt, result.InputTokens, result.OutputTokens);
            if (result.Failure is not { } failure)
            {
                return Finish(request, result, attempt, _time.GetElapsedTime(start), activity);
            }

            if (attempt >= Options.MostAttempts || result.Pause > Options.LongestPause)
            {
                activity?.SetTag("error.type", "endpoint-failed");
                activity?.SetStatus(ActivityStatusCode.Error, "endpoint-failed");
                throw Failed(request, failure, attempt, result.Pause);
            }

            await WaitForRetryAsync(request, failure, attempt, result.Pause, cancellationToken);
        }
    }

    private EndpointAnswer<T> Finish<T>(
        EndpointRequest request,
        AttemptResult<T> result,
        int attempts,
        TimeSpan elapsed,
        Activity? activity
    )
    {
        long tokens = result.InputTokens + result.OutputTokens;
        if (tokens > 0)
        {
            _pace.Correct(tokens - request.LikelyTokens);
        }

        EndpointTelemetry.Duration.Record(elapsed.TotalSeconds, _tags);
        if (EndpointTelemetry.Tokens.Enabled)
        {
            EndpointTelemetry.Tokens.Record(
                result.InputTokens,
                new KeyValuePair<string, object?>("gen_ai.token.type", "input")
            );
            EndpointTelemetry.Tokens.Record(
                result.OutputTokens,
                new KeyValuePair<string, object?>("gen_ai.token.type", "output")
            );
        }

        if (activity is not null)
        {
            activity.SetTag("gen_ai.usage.input_tokens", result.InputTokens);
            activity.SetTag("gen_ai.usage.output_tokens", result.OutputTokens);
            activity.SetTag("http.request.resend_count", attempts - 1);
        }

        EndpointLog.Answered(
            _logger,
            request.Operation,
            attempts,
            elapsed.TotalMilliseconds,
            result.InputTokens,
            result.OutputTokens
        );
        return new(
            result.Value!,
            new AblationCost(attempts, result.InputTokens, result.OutputTokens, elapsed)
        );
    }

    private async ValueTask<AttemptResult<T>> AttemptAsync<T>(
        EndpointRequest request,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Options.Timeout);
        try
        {
            using HttpRequestMessage message = Message(request);
            using HttpResponseMessage response = await _http.SendAsync(message, timeout.Token);
            using ResponseBody body = await ResponseBody.ReadAsync(
                response.Content,
                Options.MostResponseBytes,
                _large,
                timeout.Token
            );
            EndpointTelemetry.Requests.Add(
                1,
                new KeyValuePair<string, object?>(
                    "http.response.status_code",
                    (int)response.StatusCode
                )
            );
            return response.IsSuccessStatusCode
                ? Read(body, read)
                : Judge<T>(request, response, body);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(
                default,
                0,
                0,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"no answer within {Options.Timeout.TotalSeconds:0.###} s"
                )
            );
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new(default, 0, 0, $"the connection broke: {exception.Message}");
        }
    }

    private AttemptResult<T> Read<T>(ResponseBody body, Func<JsonElement, T> read)
    {
        try
        {
            body.WriteInfinitiesAsNumbers();
            using var document = JsonDocument.Parse(body.Memory);
            if (_secrets.AreIn(document.RootElement))
            {
                throw new InterplayException(
                    ErrorKind.ValueFunction,
                    "endpoint-repeats-key",
                    "The endpoint's answer holds the key that it was asked with, so nothing of it was kept or shown. Give the key to another server, or none to this one."
                );
            }

            (long input, long output) = UsageReader.Read(document.RootElement);
            return new(read(document.RootElement), input, output);
        }
        catch (JsonException)
        {
            return new(default, 0, 0, "the answer is not valid JSON, or was cut off");
        }
        catch (UnusableAnswerException exception)
        {
            return new(default, 0, 0, exception.Message);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            // What JsonElement throws where a number was expected and a text was found.
            return new(default, 0, 0, "the answer has another shape than expected");
        }
    }

    private AttemptResult<T> Judge<T>(
        EndpointRequest request,
        HttpResponseMessage response,
        ResponseBody body
    )
    {
        int status = (int)response.StatusCode;
        string words = _secrets.Quote(ServerWords.Read(body.Memory.Span));
        string sentence = words.Length == 0 ? $"status {status}" : $"status {status}: {words}";
        if (
            response.StatusCode
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.RequestTimeout
                or (HttpStatusCode)425
                or HttpStatusCode.InternalServerError
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout
        )
        {
            return new(default, 0, 0, sentence, RetryAfter(response));
        }

        throw new EndpointRefusedException(
            status,
            $"The endpoint refused {request.Path} with {sentence}"
        );
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        TimeSpan? pause =
            response.Headers.RetryAfter is not { } header ? null
            : header.Delta is { } delta ? delta
            : header.Date is { } date ? date - _time.GetUtcNow()
            : null;
        return pause > TimeSpan.Zero ? pause : null;
    }

    private async Task WaitForRetryAsync(
        EndpointRequest request,
        string failure,
        int attempt,
        TimeSpan? pause,
        CancellationToken cancellationToken
    )
    {
        double ceiling = Math.Min(
            Options.LongestBackOff.TotalMilliseconds,
            Options.FirstBackOff.TotalMilliseconds * Math.Pow(2, attempt - 1)
        );
        double share;
        lock (_lock)
        {
            share = _jitter.NextDouble();
        }

        var wait = TimeSpan.FromMilliseconds(share * ceiling);
        EndpointTelemetry.Retries.Add(1);
        EndpointLog.Retrying(
            _logger,
            request.Operation,
            attempt,
            Options.MostAttempts,
            failure,
            wait.TotalMilliseconds
        );
        if (pause is { } everybody)
        {
            _pace.Pause(everybody);
            EndpointLog.Paused(_logger, everybody.TotalMilliseconds);
        }

        await Task.Delay(wait, _time, cancellationToken);
    }

    private static InterplayException Failed(
        EndpointRequest request,
        string failure,
        int attempts,
        TimeSpan? pause
    ) =>
        new(
            ErrorKind.ValueFunction,
            "endpoint-failed",
            pause is { } asked
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"The endpoint failed {request.Path} {attempts} times, the last with {failure}; it asked for a pause of {asked.TotalSeconds:0} s."
                )
                : $"The endpoint failed {request.Path} {attempts} times, the last: {failure}"
        );

    private HttpRequestMessage Message(EndpointRequest request)
    {
        var message = new HttpRequestMessage(
            request.Body is null ? HttpMethod.Get : HttpMethod.Post,
            _addresses.GetOrAdd(request.Path, _resolve)
        );
        _secrets.AddTo(message);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        return message;
    }

    private void Describe(Activity? activity, EndpointRequest request)
    {
        if (activity is not null)
        {
            activity.SetTag("gen_ai.operation.name", request.Operation);
            activity.SetTag("gen_ai.request.model", Options.Model);
            foreach ((string name, object? value) in _tags)
            {
                activity.SetTag(name, value);
            }
        }
    }

    private void Count(int attempt, long inputTokens, long outputTokens)
    {
        lock (_lock)
        {
            _usage = new(
                _usage.Requests + 1,
                _usage.Retries + (attempt > 1 ? 1 : 0),
                _usage.InputTokens + inputTokens,
                _usage.OutputTokens + outputTokens
            );
        }
    }
}
