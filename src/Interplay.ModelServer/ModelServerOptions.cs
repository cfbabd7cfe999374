using System.Globalization;

namespace Interplay.ModelServer;

/// <summary>What to serve, where and to whom.</summary>
internal sealed record ModelServerOptions
{
    /// <summary>Folder of the model: model.onnx with vocab.json, merges.txt and model.json (causal) or with config.json and tokenizer.json or vocab.txt (classifier).</summary>
    public required string Folder { get; init; }

    /// <summary>The name clients know the model by.</summary>
    public required string ModelName { get; init; }

    /// <summary>Addresses to listen at, http only; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:0"];

    /// <summary>Names that clients may call the server by, besides localhost and IP addresses.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>What clients must send as a bearer token; null lets everyone in, which only a loopback address may.</summary>
    public string? Token { get; init; }

    /// <summary>Added to every answer, for load tests.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Most bytes of a request body.</summary>
    public int MaxRequestBytes { get; init; } = 1 << 20;

    /// <summary>Most requests worked on or waiting at once; more are answered 429.</summary>
    public int MaxRequests { get; init; } = 512;

    /// <summary>A request that takes longer is answered 503.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Runs of the model at once, at least 1. The numbers do not depend on it.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks the options.</summary>
    /// <exception cref="InterplayException"><c>server-options-malformed</c> or <c>server-token-missing</c>.</exception>
    public ModelServerOptions Validated()
    {
        foreach (string url in Urls)
        {
            ListenAddress address =
                ListenAddress.Read(url)
                ?? throw Malformed($"'{url}' is no address such as http://127.0.0.1:8080");
            if (string.IsNullOrWhiteSpace(Token) && !address.IsLoopback)
            {
                throw new InterplayException(
                    ErrorKind.Request,
                    "server-token-missing",
                    $"'{url}' can be reached from other machines, so clients must show a token: set one in the environment. 127.0.0.1 needs none."
                );
            }

            if (address is { Address: null, IsLocalhost: false })
            {
                throw Malformed(
                    $"'{url}' should have localhost, * or an IP address for its host, and no user"
                );
            }
        }

        return Urls.Count == 0 ? throw Malformed("there is no address")
            : MaxRequestBytes < 1 || MaxRequests < 1 || Cores < 1
                ? throw Malformed(
                    $"{MaxRequestBytes} bytes, {MaxRequests} requests and {Cores} cores are not all at least 1"
                )
            : Delay < TimeSpan.Zero || Delay > TimeSpan.FromMinutes(1)
                ? throw Malformed(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"a delay of {Delay.TotalMilliseconds} ms is not from 0 to 60000"
                    )
                )
            : Timeout <= TimeSpan.Zero ? throw Malformed("the timeout is not above 0")
            : this;
    }

    private static InterplayException Malformed(string what) =>
        new(ErrorKind.Request, "server-options-malformed", $"The server cannot start: {what}.");
}
