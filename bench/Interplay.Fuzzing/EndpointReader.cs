using System.Diagnostics;
using System.Net;
using System.Text;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Scoring;

namespace Interplay.Fuzzing;

/// <summary>Answers of an endpoint: a real server, and an HTTP listener between that damages one of its answers.</summary>
internal sealed class EndpointReader : IReader
{
    private readonly Process _server;
    private readonly Uri _address;
    private readonly HttpListener _listener;
    private readonly HttpClient _client = new();
    private readonly int _port;
    private byte[] _input = [];
    private int _damagedRequest;
    private int _requests;
    private int _inputs;

    private EndpointReader(Process server, Uri address, HttpListener listener, int port)
    {
        (_server, _address, _listener, _port) = (server, address, listener, port);
        _ = ServeAsync();
    }

    public IReadOnlyList<byte[]> Corpus { get; private set; } = [];

    public static async Task<IReader> CreateAsync()
    {
        (Process server, Uri address) = await ToolProcess.StartServerAsync();
        var listener = new HttpListener();
        int port = address.Port + 1;
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var reader = new EndpointReader(server, address, listener, port);
        string[] bodies =
        [
            """{"prompt":"It was","max_tokens":2,"logprobs":5,"temperature":0}""",
            """{"prompt":"It was good","max_tokens":0,"echo":true,"logprobs":1}""",
        ];
        var corpus = new List<byte[]>
        {
            await reader._client.GetByteArrayAsync(new Uri(address, "models")),
        };
        foreach (string body in bodies)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await reader._client.PostAsync(
                new Uri(address, "completions"),
                content
            );
            corpus.Add(await answer.Content.ReadAsByteArrayAsync());
        }

        reader.Corpus = corpus;
        return reader;
    }

    public async Task ReadAsync(byte[] input, CancellationToken cancellationToken)
    {
        _input = input;
        _damagedRequest = 1 + _inputs++ % 5;
        _requests = 0;
        using var client = new EndpointClient(
            new EndpointOptions
            {
                BaseAddress = new Uri($"http://127.0.0.1:{_port}/v1"),
                MostAttempts = 1,
                Timeout = TimeSpan.FromSeconds(5),
            }
        );
        Prompt prompt = Prompt.Plain("It was");
        EndpointCapabilities capabilities = await EndpointProbe.ProbeAsync(
            client,
            prompt,
            cancellationToken
        );
        await ContinuationScorer.CreateAsync(
            client,
            capabilities,
            prompt,
            " good",
            cancellationToken
        );
    }

    public ValueTask DisposeAsync()
    {
        _listener.Close();
        _client.Dispose();
        _server.Kill(entireProcessTree: true);
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext asked;
            try
            {
                asked = await _listener.GetContextAsync();
            }
            catch (Exception exception)
                when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(asked);
        }
    }

    private async Task AnswerAsync(HttpListenerContext asked)
    {
        try
        {
            byte[] answer = _input;
            int status = 200;
            if (Interlocked.Increment(ref _requests) != _damagedRequest)
            {
                using var message = new HttpRequestMessage(
                    new HttpMethod(asked.Request.HttpMethod),
                    new Uri(_address, asked.Request.Url!.PathAndQuery)
                );
                if (asked.Request.HasEntityBody)
                {
                    message.Content = new StreamContent(asked.Request.InputStream);
                    message.Content.Headers.TryAddWithoutValidation(
                        "Content-Type",
                        "application/json"
                    );
                }

                using HttpResponseMessage response = await _client.SendAsync(message);
                status = (int)response.StatusCode;
                answer = await response.Content.ReadAsByteArrayAsync();
            }

            asked.Response.StatusCode = status;
            asked.Response.ContentType = "application/json";
            await asked.Response.OutputStream.WriteAsync(answer);
            asked.Response.Close();
        }
        catch (Exception exception)
            when (exception
                    is HttpListenerException
                        or HttpRequestException
                        or IOException
                        or ObjectDisposedException
            )
        {
            // The client gave up first.
        }
    }
}
