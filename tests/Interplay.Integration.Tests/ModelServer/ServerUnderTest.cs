using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Interplay.Models;
using Interplay.ModelServer;
using Interplay.ModelServer.Hosting;

namespace Interplay.Integration.Tests.ModelServer;

/// <summary>A server in this process, asked over real HTTP on a port of its own.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly RunningServer _server;

    private ServerUnderTest(RunningServer server)
    {
        _server = server;
        Client = new HttpClient { BaseAddress = new Uri(server.Addresses[0]) };
    }

    public HttpClient Client { get; }

    /// <summary>Where it answers, with <c>/v1</c> at the end.</summary>
    public Uri Address => new(Client.BaseAddress!, "v1");

    public static Task<ServerUnderTest> ReviewsLmAsync(
        Func<ModelServerOptions, ModelServerOptions>? change = null,
        TimeProvider? time = null
    ) => StartAsync(ShippedModels.ReviewsLm, "reviews-lm", change, time);

    public static Task<ServerUnderTest> SentimentAsync() =>
        StartAsync(ShippedModels.SentimentSmall, "sentiment", null);

    /// <summary>Serves a model of the tests.</summary>
    public static Task<ServerUnderTest> FolderAsync(string folder) =>
        StartAsync(folder, Path.GetFileName(folder), null);

    /// <summary>Posts JSON and expects a status.</summary>
    public async Task<JsonElement> PostAsync(string path, object body, int status = 200) =>
        await PostTextAsync(path, JsonSerializer.Serialize(body), status);

    public async Task<JsonElement> PostTextAsync(string path, string body, int status = 200) =>
        await PostBytesAsync(path, Encoding.UTF8.GetBytes(body), status);

    public async Task<JsonElement> PostBytesAsync(string path, byte[] body, int status)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await Client.PostAsync(
            path,
            content,
            TestContext.Current.CancellationToken
        );
        string text = await response.Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken
        );
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    /// <summary>Posts what must be refused with 400; gives the field that the error names.</summary>
    public async Task<string?> RefusedFieldAsync(string path, string body)
    {
        JsonElement error = (await PostTextAsync(path, body, 400)).GetProperty("error");
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        return error.GetProperty("param").GetString();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }

    private static async Task<ServerUnderTest> StartAsync(
        string folder,
        string name,
        Func<ModelServerOptions, ModelServerOptions>? change,
        TimeProvider? time = null
    )
    {
        var options = new ModelServerOptions { Folder = folder, ModelName = name };
        return new ServerUnderTest(
            await RunningServer.StartAsync(
                change?.Invoke(options) ?? options,
                time ?? TimeProvider.System,
                TestContext.Current.CancellationToken
            )
        );
    }
}
