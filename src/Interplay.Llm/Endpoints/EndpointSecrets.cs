using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Interplay.Llm.Endpoints;

/// <summary>The key and the other headers that come from the environment. The only place that holds them; it prints as nothing.</summary>
internal sealed class EndpointSecrets
{
    public const string DefaultVariable = "INTERPLAY_API_KEY";
    public const string OpenAIVariable = "OPENAI_API_KEY";
    private const int LongestQuote = 300;
    private const int ShortestKey = 8;
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
        line = string.Concat(line.Where(static letter => !IsInvisible(letter)));
        // Last of all: a key that came with control characters in it is whole only now.
        foreach (string value in _values)
        {
            line = line.Replace(value, Masked, StringComparison.OrdinalIgnoreCase);
        }

        // One that came with something else between its letters is still a key to those who read it.
        if (AreIn(line))
        {
            line = Masked;
        }

        return line.Length <= LongestQuote ? line : line[..(LongestQuote - 1)] + "…";
    }

    /// <summary>Whether a text holds a key, whatever stands between its letters. What is shorter than a key can be is not looked for.</summary>
    public bool AreIn(string text)
    {
        string? compact = null;
        foreach (string value in _values)
        {
            if (value.Length >= ShortestKey)
            {
                compact ??= string.Concat(text.Where(static letter => letter is > ' ' and <= '~'));
                if (compact.Contains(value, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether any text or name in an answer holds a key.</summary>
    public bool AreIn(JsonElement answer) =>
        _values.Exists(static value => value.Length >= ShortestKey)
        && answer.ValueKind switch
        {
            JsonValueKind.String => AreIn(answer.GetString()!),
            JsonValueKind.Array => answer.EnumerateArray().Any(AreIn),
            JsonValueKind.Object => answer
                .EnumerateObject()
                .Any(field => AreIn(field.Name) || AreIn(field.Value)),
            _ => false,
        };

    /// <summary>Control characters, and those that only steer how others are shown.</summary>
    private static bool IsInvisible(char letter) =>
        char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format;

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
