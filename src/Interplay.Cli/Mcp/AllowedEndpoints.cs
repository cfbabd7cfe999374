namespace Interplay.Cli.Mcp;

/// <summary>
/// The endpoints that agents may have asked. A key goes wherever a request goes, so an address that came out of a language model is taken only when
/// whoever started the server has named it, or, where none was named, when it is on this machine.
/// </summary>
internal sealed class AllowedEndpoints
{
    private readonly Uri[] _named;

    /// <param name="addresses">Those that are allowed; the first is the default.</param>
    /// <exception cref="InterplayException"><c>endpoint-malformed</c>.</exception>
    public AllowedEndpoints(IReadOnlyList<string> addresses) =>
        _named = [.. addresses.Select(Parse)];

    /// <summary>The endpoint that an agent named, or the default.</summary>
    /// <exception cref="InterplayException"><c>endpoint-missing</c>, <c>endpoint-malformed</c>, <c>endpoint-not-allowed</c>.</exception>
    public Uri Find(string? address)
    {
        if (string.IsNullOrEmpty(address))
        {
            return _named.FirstOrDefault()
                ?? throw new InterplayException(
                    ErrorKind.Request,
                    "endpoint-missing",
                    "Give the endpoint, such as http://127.0.0.1:8000/v1; the server was started without one."
                );
        }

        Uri asked = Parse(address);
        bool isAllowed =
            _named.Length == 0
                ? asked.IsLoopback
                : _named.Any(named => Key(named).Equals(Key(asked), StringComparison.Ordinal));
        return isAllowed
            ? asked
            : throw new InterplayException(
                ErrorKind.Request,
                "endpoint-not-allowed",
                _named.Length == 0
                    ? "Only endpoints on this machine may be asked; 'interplay mcp --endpoint URL' allows another."
                    : $"Only these endpoints may be asked: {string.Join(", ", _named.Select(Key))}."
            );
    }

    private static Uri Parse(string address) =>
        address.Length <= 2048
        && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme is "http" or "https")
        && uri.UserInfo.Length == 0
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0
            ? uri
            : throw new InterplayException(
                ErrorKind.Request,
                "endpoint-malformed",
                "An endpoint is an http or https address without a user or a query, such as http://127.0.0.1:8000/v1."
            );

    private static string Key(Uri uri) => uri.AbsoluteUri.TrimEnd('/');
}
