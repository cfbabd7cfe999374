using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Interplay.ModelServer;

/// <summary>
/// Where the server listens. An address is read once, here: what is judged is what is listened at, and no other reader of addresses takes part.
/// </summary>
/// <param name="Url">The address as it was given.</param>
/// <param name="Address">The network address; null where that is not one that may be listened at.</param>
/// <param name="IsLocalhost">Whether both loopback addresses are meant.</param>
/// <param name="Port">The port, 0 for a free one.</param>
internal sealed record ListenAddress(string Url, IPAddress? Address, bool IsLocalhost, int Port)
{
    private const string Localhost = "localhost";
    private const string Scheme = "http://";
    private const ushort DefaultPort = 80;

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IsLocalhost || Address is not null && IPAddress.IsLoopback(Address);

    /// <summary>Reads an address such as <c>http://127.0.0.1:8000</c>; null where it is none.</summary>
    public static ListenAddress? Read(string url)
    {
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string authority = url[Scheme.Length..];
        authority = authority.EndsWith('/') ? authority[..^1] : authority;
        int colon = authority.LastIndexOf(':');
        bool hasPort = colon > authority.LastIndexOf(']');
        ushort port = DefaultPort;
        if (
            authority.AsSpan().ContainsAny("/?#\\ ")
            || hasPort
                && !ushort.TryParse(
                    authority.AsSpan(colon + 1),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out port
                )
        )
        {
            return null;
        }

        string host = hasPort ? authority[..colon] : authority;
        return host.Length == 0
            ? null
            : new ListenAddress(
                url,
                    // Every address of the machine, as Kestrel writes it.
                    host is "*" or "+"
                        ? IPAddress.IPv6Any
                    : IPAddress.TryParse(host, out IPAddress? address) ? address
                    : null,
                host.Equals(Localhost, StringComparison.OrdinalIgnoreCase),
                port
            );
    }

    /// <summary>Listens there.</summary>
    public void ListenOn(KestrelServerOptions kestrel)
    {
        if (IsLocalhost)
        {
            kestrel.ListenLocalhost(Port);
        }
        else if (Address!.Equals(IPAddress.IPv6Any))
        {
            kestrel.ListenAnyIP(Port);
        }
        else
        {
            kestrel.Listen(Address, Port);
        }
    }

    /// <summary>Whether an address that the server says it is bound to is this one.</summary>
    public bool Covers(string bound) =>
        Read(bound) is { } found
        && (Port == 0 || found.Port == Port)
        && (
            IsLocalhost ? found.IsLoopback
            : Address!.Equals(IPAddress.IPv6Any) ? found.Address is not null
            : Address.Equals(found.Address)
        );
}
