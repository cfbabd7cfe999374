using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Interplay.Fuzzing;

/// <summary>Bodies of requests to our own server: each is answered, and none with a fault of the server.</summary>
internal sealed class ServerReader : IReader
{
    private static readonly string[] Routes = ["completions", "chat/completions", "../tokenize"];

    private readonly Process _server;
    private readonly Uri _address;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(8) };
    private int _inputs;

    private ServerReader(Process server, Uri address) => (_server, _address) = (server, address);

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        .. (
            (string[])
                [
                    """{"prompt":"It was","max_tokens":2,"logprobs":5,"temperature":0,"stop":["a"],"seed":1}""",
                    """{"prompt":[1,2,3],"max_tokens":1,"echo":true,"prompt_logprobs":3}""",
                    """{"messages":[{"role":"user","content":"hi"}],"max_tokens":2,"logprobs":true,"top_logprobs":3}""",
                ]
        ).Select(Encoding.UTF8.GetBytes),
    ];

    public static async Task<IReader> CreateAsync()
    {
        (Process server, Uri address) = await ToolProcess.StartServerAsync();
        return new ServerReader(server, address);
    }

    public async Task ReadAsync(byte[] input, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(input);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage? response = await PostAsync(content, cancellationToken);
        if (response is null)
        {
            return;
        }

        int status = (int)response.StatusCode;
        if (status >= 500)
        {
            throw new InvalidOperationException(
                $"status {status}: {await response.Content.ReadAsStringAsync(cancellationToken)}"
            );
        }

        if (status >= 400)
        {
            throw new InterplayException(ErrorKind.Request, "usage", $"status {status}");
        }
    }

    /// <summary>Asks; null where the model wrote too long an answer, which is its right as long as the server goes on.</summary>
    private async Task<HttpResponseMessage?> PostAsync(
        HttpContent content,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _client.PostAsync(
                new Uri(_address, Routes[_inputs++ % Routes.Length]),
                content,
                cancellationToken
            );
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            using HttpResponseMessage alive = await _client.GetAsync(
                new Uri(_address, "models"),
                cancellationToken
            );
            return null;
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _server.Kill(entireProcessTree: true);
        _server.Dispose();
        return ValueTask.CompletedTask;
    }
}
