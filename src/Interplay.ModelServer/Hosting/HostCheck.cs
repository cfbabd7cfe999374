using System.Net;
using Interplay.ModelServer.Responses;
using Microsoft.AspNetCore.Http;

namespace Interplay.ModelServer.Hosting;

/// <summary>
/// By which names clients may call the server: as a loopback, by an IP address, and by those that were configured. A page of another site that had its own
/// name point to this machine (DNS rebinding) calls it by that name and is refused, before anything else is looked at.
/// </summary>
internal sealed class HostCheck(IReadOnlyList<string> names)
{
    private const string Localhost = "localhost";

    /// <summary>Whether requests may be served: not before it was checked where the server listens.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Lets a request pass, or answers it.</summary>
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (!IsOpen)
        {
            await ErrorBody.SendAsync(
                http.Response,
                new ApiException(
                    StatusCodes.Status503ServiceUnavailable,
                    "The server is starting; try again in a second.",
                    code: "starting"
                )
            );
        }
        else if (IsKnown(http.Request.Host.Host))
        {
            await next(http);
        }
        else
        {
            await ErrorBody.SendAsync(
                http.Response,
                new ApiException(
                    StatusCodes.Status421MisdirectedRequest,
                    "This server is not known by the name in the Host header. Call it by its address or as localhost, or start it with --host-names.",
                    code: "unknown_host"
                )
            );
        }
    }

    private bool IsKnown(string host) =>
        host.Equals(Localhost, StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host, out _)
        || names.Contains(host, StringComparer.OrdinalIgnoreCase);
}
