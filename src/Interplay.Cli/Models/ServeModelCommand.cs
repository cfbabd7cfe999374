using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using Interplay.Models;
using Interplay.ModelServer;
using Interplay.ModelServer.Hosting;

namespace Interplay.Cli.Models;

/// <summary><c>interplay serve-model</c>: a local model at an OpenAI-compatible endpoint, until it is stopped.</summary>
internal static class ServeModelCommand
{
    private const int DefaultPort = 8000;
    private const string DefaultTokenVariable = "INTERPLAY_SERVER_TOKEN";

    private static readonly Argument<string> Model = new("MODEL")
    {
        Description =
            "reviews-lm (a small language model, shipped), sentiment or sentiment-small (classifiers, shipped), or a folder with model.onnx and vocab.json, merges.txt and model.json (a causal model) or config.json and tokenizer.json or vocab.txt (a classifier).",
        DefaultValueFactory = static _ => "reviews-lm",
    };

    private static readonly Option<int?> Port = Numbers.Whole(
        "--port",
        "P",
        $"Port on 127.0.0.1, 0 for a free one [default: {DefaultPort}]"
    );

    private static readonly Option<string?> Urls = new("--urls")
    {
        HelpName = "URLS",
        Description =
            "Addresses to listen at instead, with semicolons between, such as http://0.0.0.0:8000. Any but a loopback address needs a token.",
    };

    private static readonly Option<string?> HostNames = new("--host-names")
    {
        HelpName = "NAMES",
        Description =
            "Names that clients may call the server by, with commas between, besides localhost and IP addresses. Requests under other names are refused, so that no page of another site can reach it.",
    };

    private static readonly Option<string> TokenVariable = new("--token-variable")
    {
        HelpName = "NAME",
        Description =
            "The environment variable with the token that clients must show as 'Authorization: Bearer ...'; where it is not set, only 127.0.0.1 is served.",
        DefaultValueFactory = static _ => DefaultTokenVariable,
    };

    private static readonly Option<string?> ModelName = new("--model-name")
    {
        HelpName = "NAME",
        Description = "The name clients know the model by [default: the model's own]",
    };

    private static readonly Option<int?> Delay = Numbers.Whole(
        "--delay",
        "MS",
        "Milliseconds added to every answer, 0 to 60000, for load tests: a distant server, without one [default: 0]"
    );

    public static Command Create()
    {
        var command = new Command(
            "serve-model",
            "Serve a local model at an OpenAI-compatible endpoint: /v1/completions with echo and prompt_logprobs, /v1/chat/completions, /v1/models, /tokenize, /detokenize, /health. Runs until Ctrl-C."
        );
        command.Arguments.Add(Model);
        command.Options.Add(Port);
        command.Options.Add(Urls);
        command.Options.Add(HostNames);
        command.Options.Add(TokenVariable);
        command.Options.Add(ModelName);
        command.Options.Add(Delay);
        command.Validators.Add(static result =>
        {
            if (result.GetResult(Port) is not null && result.GetResult(Urls) is not null)
            {
                result.AddError("--port and --urls both say where to listen; give one.");
            }
        });
        command.SetAction(
            (parsed, cancellationToken) =>
                ServeAsync(Options(parsed), ScreenOptions.Messages(parsed), cancellationToken)
        );
        return command;
    }

    private static ModelServerOptions Options(ParseResult parsed)
    {
        string folder = ShippedModels.Find(parsed.GetRequiredValue(Model));
        int port = parsed.GetValue(Port) ?? DefaultPort;
        if (port is < 0 or > ushort.MaxValue)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"--port is from 0 to {ushort.MaxValue}; found {port}."
            );
        }

        string? token = Environment.GetEnvironmentVariable(parsed.GetRequiredValue(TokenVariable));
        return new ModelServerOptions
        {
            Folder = folder,
            ModelName =
                parsed.GetValue(ModelName)
                ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            Urls =
                parsed
                    .GetValue(Urls)
                    ?.Split(
                        ';',
                        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                    )
                ?? [$"http://127.0.0.1:{port}"],
            HostNames =
                parsed
                    .GetValue(HostNames)
                    ?.Split(
                        ',',
                        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                    )
                ?? [],
            Token = string.IsNullOrWhiteSpace(token) ? null : token.Trim(),
            Delay = TimeSpan.FromMilliseconds(parsed.GetValue(Delay) ?? 0),
        };
    }

    private static async Task<int> ServeAsync(
        ModelServerOptions options,
        Messages messages,
        CancellationToken cancellationToken
    )
    {
        await using RunningServer server = await RunningServer.StartAsync(
            options,
            TimeProvider.System,
            cancellationToken
        );
        foreach (string address in server.Addresses)
        {
            SafeOutput.Out.WriteLine($"Listening on {address}/v1");
        }

        messages.Note(
            $"The model is called '{options.ModelName}'; {(options.Token is null ? "no token is asked for" : "clients must show the token")}. Ctrl-C stops."
        );
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            messages.Note("Stopped.");
        }

        return ExitCode.Ok;
    }
}
