using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Interplay.ModelServer.Responses;
using Microsoft.AspNetCore.Http;

namespace Interplay.ModelServer.Hosting;

/// <summary>Around every route: who may ask, how many at once and for how long; and every failure becomes an error in OpenAI's form.</summary>
internal sealed class RequestGuard(ModelServerOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _room = new(options.MaxRequests);
    private readonly byte[]? _tokenHash = options.Token is { } token
        ? SHA256.HashData(Encoding.UTF8.GetBytes(token))
        : null;

    /// <summary>Guards a route.</summary>
    public RequestDelegate Around(Func<HttpContext, CancellationToken, Task> route) =>
        async http =>
        {
            try
            {
                await EnterAsync(http, route);
            }
            catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
            {
                await FailAsync(http, Error(e));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                http.Abort();
            }
        };

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private async Task EnterAsync(
        HttpContext http,
        Func<HttpContext, CancellationToken, Task> route
    )
    {
        CheckToken(http.Request);
        if (!await _room.WaitAsync(0))
        {
            throw new ApiException(
                StatusCodes.Status429TooManyRequests,
                $"{options.MaxRequests} requests are being answered already; try again in a second.",
                code: "rate_limit_exceeded"
            );
        }

        try
        {
            using var limit = new CancellationTokenSource(options.Timeout, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(
                limit.Token,
                http.RequestAborted
            );
            if (options.Delay > TimeSpan.Zero)
            {
                await Task.Delay(options.Delay, time, stop.Token);
            }

            await route(http, stop.Token);
        }
        finally
        {
            _room.Release();
        }
    }

    private void CheckToken(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        string header = request.Headers.Authorization.ToString();
        string shown = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : "";
        // Hashes have one length, and are compared in constant time: nothing about the token can be learned from the clock.
        if (
            _tokenHash is not null
            && !CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(Encoding.UTF8.GetBytes(shown)),
                _tokenHash
            )
        )
        {
            throw new ApiException(
                StatusCodes.Status401Unauthorized,
                "This server wants its token as 'Authorization: Bearer …'; "
                    + (shown.Length == 0 ? "none was sent." : "another one was sent."),
                code: "invalid_api_key"
            );
        }
    }

    private ApiException Error(Exception exception) =>
        exception switch
        {
            ApiException known => known,
            BadHttpRequestException bad => new ApiException(
                bad.StatusCode,
                bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? $"The body is longer than {options.MaxRequestBytes} bytes."
                    : bad.Message
            ),
            InterplayException { Kind: ErrorKind.Request } wrong => new ApiException(
                StatusCodes.Status400BadRequest,
                wrong.Message,
                code: wrong.Name
            ),
            InterplayException failed => new ApiException(
                StatusCodes.Status500InternalServerError,
                failed.Message,
                code: failed.Name
            ),
            OperationCanceledException => new ApiException(
                StatusCodes.Status503ServiceUnavailable,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The answer took longer than {options.Timeout.TotalSeconds} seconds."
                ),
                code: "timeout"
            ),
            _ => new ApiException(
                StatusCodes.Status500InternalServerError,
                $"The server failed: {exception.GetType().Name}.",
                code: "internal_error"
            ),
        };

    private static async Task FailAsync(HttpContext http, ApiException error)
    {
        if (http.Response.HasStarted)
        {
            // An answer has begun and cannot become an error: it ends broken, so that nobody takes it for whole.
            http.Abort();
            return;
        }

        http.Response.Clear();
        await ErrorBody.SendAsync(http.Response, error);
    }
}
