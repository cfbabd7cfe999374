using System.Net;

namespace Interplay.Llm.Endpoints;

/// <summary>The key and the other headers that come from the environment. The only place that holds them; it prints as nothing.</summary>
internal sealed class EndpointSecrets
{
    public const string DefaultVariable = "INTERPLAY_API_KEY";
    public const string OpenAIVariable = "OPENAI_API_KEY";
    private const int LongestQuote = 300;
    private const string Masked = "***";

    private readonly List<KeyValuePair<string, string>> _headers = [];
    private readonly List<string> _values = [];

    private EndpointSecrets() { }

    /// <summary>Reads what the options name.</summary>
    /// <exception cref="InterplayException"><c>key-missing</c>, <c>key-malformed</c>, <c>key-over-http</c>.</exception>
    public static EndpointSecrets Read(EndpointOptions options, Func<string, string?> environment)
    {
        var secrets = new EndpointSecrets();
        string variable =
            options.KeyVariable
            ?? (
                options.BaseAddress.Host == "api.openai.com"
                && string.IsNullOrEmpty(environment(DefaultVariable))
                    ? OpenAIVariable
                    : DefaultVariable
            );
        string? key = environment(variable);
        if (options.KeyVariable is not null || !string.IsNullOrEmpty(key))
        {
            secrets.Add("Authorization", "Bearer ", variable, key);
        }

        foreach ((string header, string source) in options.HeaderVariables)
        {
            secrets.Add(header, "", source, environment(source));
        }

        if (
            secrets._values.Count > 0
            && options.BaseAddress.Scheme == "http"
            && !IsThisMachine(options.BaseAddress)
            && !options.AllowKeyOverHttp
        )
        {
            throw new InterplayException(
                ErrorKind.Request,
                "key-over-http",
                $"A key would go unencrypted to {options.BaseAddress.Host}. Use https, or allow it when the network in between is yours."
            );
        }

        return secrets;
    }

    public void AddTo(HttpRequestMessage request)
    {
        foreach ((string name, string value) in _headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Words of a server, fit to be shown: no key, no line breaks or control characters, at most 300 characters.</summary>
    public string Quote(string words)
    {
        string line = string.Join(
            ' ',
            words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        line = string.Concat(line.Where(static letter => !char.IsControl(letter)));
        // Last of all: a key that came with control characters in it is whole only now.
        foreach (string value in _values)
        {
            line = line.Replace(value, Masked, StringComparison.OrdinalIgnoreCase);
        }

        return line.Length <= LongestQuote ? line : line[..(LongestQuote - 1)] + "…";
    }

    private void Add(string header, string scheme, string variable, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "key-missing",
                $"The environment variable {variable} is to hold the value of header {header}, and is not set."
            );
        }

        if (value.Any(static letter => letter is <= ' ' or > '~'))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "key-malformed",
                $"The environment variable {variable} holds something else than one word of printable ASCII."
            );
        }

        _headers.Add(new(header, scheme + value));
        _values.Add(value);
    }

    private static bool IsThisMachine(Uri address) =>
        address.IsLoopback
        || IPAddress.TryParse(address.DnsSafeHost, out IPAddress? ip) && IPAddress.IsLoopback(ip);
}
