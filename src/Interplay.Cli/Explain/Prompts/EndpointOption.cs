using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Llm;
using Interplay.Llm.Endpoints;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>The options that say where a language model is, and how hard it may be asked.</summary>
internal sealed class EndpointOption
{
    private readonly Option<string?> _endpoint = new("--endpoint")
    {
        HelpName = "URL",
        Description =
            "The endpoint, such as http://127.0.0.1:8000/v1: OpenAI-compatible (OpenAI, vLLM, SGLang, llama.cpp, 'interplay serve-model') or Ollama. A key is read from INTERPLAY_API_KEY, or from OPENAI_API_KEY for api.openai.com.",
    };

    private readonly Option<string?> _model = new("--model")
    {
        HelpName = "NAME",
        Description =
            "The model [default: the prompt file's, else the only one that the endpoint lists]",
    };

    private readonly Option<string?> _keyVariable = new("--key-variable")
    {
        HelpName = "NAME",
        Description = "The environment variable that holds the key.",
    };

    private readonly Option<bool> _allowKeyOverHttp = new("--allow-key-over-http")
    {
        Description =
            "Send the key to a host that is not this machine although the address is http.",
    };

    private readonly Option<int?> _concurrency = Numbers.Whole(
        "--concurrency",
        "N",
        $"Most requests in flight, 1 to 1024 [default: {PromptEvaluationOptions.DefaultConcurrency}]"
    );

    private readonly Option<double?> _rate = Numbers.Real(
        "--rate",
        "R",
        "Most requests a second, retries included [default: no limit]"
    );

    private readonly Option<double?> _tokenRate = Numbers.Real(
        "--tokens-per-minute",
        "T",
        "Most tokens a minute, read and written [default: no limit]"
    );

    private readonly Option<double?> _timeout = Numbers.Real(
        "--timeout",
        "S",
        "Seconds after which a request without an answer is tried again [default: 120]"
    );

    private readonly Option<int?> _attempts = Numbers.Whole(
        "--attempts",
        "N",
        "Most attempts a request gets, 1 to 100 [default: 8]"
    );

    public void AddTo(Command command)
    {
        command.Options.Add(_endpoint);
        command.Options.Add(_model);
        command.Options.Add(_keyVariable);
        command.Options.Add(_allowKeyOverHttp);
        command.Options.Add(_concurrency);
        command.Options.Add(_rate);
        command.Options.Add(_tokenRate);
        command.Options.Add(_timeout);
        command.Options.Add(_attempts);
    }

    /// <summary>Most requests a second; null for no limit.</summary>
    public double? Rate(ParseResult parsed) => parsed.GetValue(_rate);

    /// <summary>Most requests in flight.</summary>
    public int Concurrency(ParseResult parsed) =>
        parsed.GetValue(_concurrency) ?? PromptEvaluationOptions.DefaultConcurrency;

    /// <summary>The model that was named; null when the endpoint or the file says it.</summary>
    public string? Model(ParseResult parsed) => parsed.GetValue(_model);

    /// <summary>The endpoint.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="fileModel">The model that the prompt file names; null for none.</param>
    /// <exception cref="InterplayException"><c>endpoint-missing</c>, <c>endpoint-malformed</c>.</exception>
    public EndpointOptions Read(ParseResult parsed, string? fileModel)
    {
        string address =
            parsed.GetValue(_endpoint)
            ?? throw new InterplayException(
                ErrorKind.Request,
                "endpoint-missing",
                "An endpoint is needed: --endpoint http://127.0.0.1:8000/v1, for instance. 'interplay serve-model' starts one on this machine."
            );
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            || uri.Scheme is not ("http" or "https")
        )
        {
            throw new InterplayException(
                ErrorKind.Request,
                "endpoint-malformed",
                "--endpoint must be an http or https address such as http://127.0.0.1:8000/v1."
            );
        }

        var options = new EndpointOptions
        {
            BaseAddress = uri,
            Model = parsed.GetValue(_model) ?? fileModel,
            KeyVariable = parsed.GetValue(_keyVariable),
            AllowKeyOverHttp = parsed.GetValue(_allowKeyOverHttp),
            Concurrency = Concurrency(parsed),
            RequestsPerSecond = parsed.GetValue(_rate),
            TokensPerMinute = parsed.GetValue(_tokenRate),
        };
        return options with
        {
            Timeout = parsed.GetValue(_timeout) is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : options.Timeout,
            MostAttempts = parsed.GetValue(_attempts) ?? options.MostAttempts,
        };
    }
}
