using System.Globalization;

namespace Interplay.Llm.Endpoints;

/// <summary>Where a language model is reached and how hard it may be asked. Holds names of environment variables, never a key.</summary>
public sealed record EndpointOptions
{
    /// <summary>Address of the OpenAI-compatible routes, as <c>http://127.0.0.1:8000/v1</c>. Native routes (llama.cpp, Ollama) are looked for one level above a last <c>/v1</c>.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>The model; null takes the only one that the endpoint lists.</summary>
    public string? Model { get; init; }

    /// <summary>Environment variable that holds the key; it must be set. Null reads <c>INTERPLAY_API_KEY</c>, or <c>OPENAI_API_KEY</c> for api.openai.com, where one is set.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Whether a key may go unencrypted to a host that is not this machine.</summary>
    public bool AllowKeyOverHttp { get; init; }

    /// <summary>Further headers (an organisation, a project), each with the environment variable that holds its value.</summary>
    public IReadOnlyDictionary<string, string> HeaderVariables { get; init; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Most requests in flight, 1 to 1,024.</summary>
    public int Concurrency { get; init; } = PromptEvaluationOptions.DefaultConcurrency;

    /// <summary>Most requests a second, retries included; null for no limit.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Most tokens a minute, read and written; guessed from the length of a request and set right by what the endpoint reports; null for no limit.</summary>
    public double? TokensPerMinute { get; init; }

    /// <summary>How long one attempt may take before it counts as hung.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Most attempts a request gets, 1 to 100.</summary>
    public int MostAttempts { get; init; } = 8;

    /// <summary>Ceiling of the wait before the second attempt; it doubles with each, and the wait is uniform below it (full jitter).</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Ceiling of the wait between attempts.</summary>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest <c>Retry-After</c> that is waited for; a server that asks for more has failed.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most bytes of an answer; of answers above a megabyte two are read at a time.</summary>
    public int MostResponseBytes { get; init; } = 32 << 20;

    /// <exception cref="InterplayException"><c>endpoint-options-malformed</c>.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(BaseAddress);
        Require(
            BaseAddress.IsAbsoluteUri && BaseAddress.Scheme is "http" or "https",
            "The address of an endpoint is absolute and begins with http:// or https://, as in http://127.0.0.1:8000/v1."
        );
        Require(
            BaseAddress.UserInfo.Length == 0 && BaseAddress.Query.Length == 0,
            "The address of an endpoint holds neither a user nor a query; keys come from the environment."
        );
        Require(
            Concurrency is >= 1 and <= 1024,
            $"Requests in flight must be 1 to 1,024, not {Concurrency}."
        );
        Require(MostAttempts is >= 1 and <= 100, $"Attempts must be 1 to 100, not {MostAttempts}.");
        Require(
            IsRate(RequestsPerSecond),
            string.Create(
                CultureInfo.InvariantCulture,
                $"Requests a second must be above 0, not {RequestsPerSecond}."
            )
        );
        Require(
            IsRate(TokensPerMinute),
            string.Create(
                CultureInfo.InvariantCulture,
                $"Tokens a minute must be above 0, not {TokensPerMinute}."
            )
        );
        Require(
            Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromDays(1),
            $"The time for an attempt must be above 0 and at most a day, not {Timeout}."
        );
        Require(
            FirstBackOff >= TimeSpan.Zero
                && LongestBackOff >= TimeSpan.Zero
                && LongestBackOff <= TimeSpan.FromDays(1)
                && LongestPause >= TimeSpan.Zero
                && LongestPause <= TimeSpan.FromDays(1),
            "Waits must be between nothing and a day."
        );
        Require(
            MostResponseBytes >= 1024,
            $"An answer must be allowed at least 1,024 bytes, not {MostResponseBytes}."
        );
    }

    private static bool IsRate(double? rate) =>
        rate is not { } value || double.IsFinite(value) && value > 0;

    private static void Require(bool isMet, string message)
    {
        if (!isMet)
        {
            throw new InterplayException(ErrorKind.Request, "endpoint-options-malformed", message);
        }
    }
}
