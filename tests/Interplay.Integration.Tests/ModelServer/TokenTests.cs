using System.Net;
using System.Net.Http.Headers;
using Interplay.ModelServer;
using Interplay.ModelServer.Hosting;
using Interplay.Onnx;

namespace Interplay.Integration.Tests.ModelServer;

public sealed class TokenTests
{
    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://192.168.1.5:80")]
    public async Task OtherMachinesNeedAToken(string url)
    {
        var options = new ModelServerOptions
        {
            Folder = ShippedModels.Sentiment,
            ModelName = "sentiment",
            Urls = [url],
        };
        InterplayException error = await Assert.ThrowsAsync<InterplayException>(() =>
            RunningServer.StartAsync(
                options,
                TimeProvider.System,
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal("server-token-missing", error.Name);
    }

    [Theory]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("127.0.0.1")]
    [InlineData("http://127.0.0.1:0/v1")]
    public void OtherAddressesAreRefused(string url)
    {
        var options = new ModelServerOptions
        {
            Folder = "f",
            ModelName = "m",
            Urls = [url],
            Token = "t",
        };
        Assert.Equal(
            "server-options-malformed",
            Assert.Throws<InterplayException>(() => options.Validated()).Name
        );
    }

    [Fact]
    public async Task WithoutTheTokenThereIsA401()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync(options =>
            options with
            {
                Token = "s3cret-token",
            }
        );
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("s3cret-toke"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("s3cret-token"));
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await server.Client.GetAsync("/health", TestContext.Current.CancellationToken)
            ).StatusCode
        );

        async Task<HttpStatusCode> StatusAsync(string? token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
            request.Headers.Authorization = token is null
                ? null
                : new AuthenticationHeaderValue("Bearer", token);
            using HttpResponseMessage response = await server.Client.SendAsync(
                request,
                TestContext.Current.CancellationToken
            );
            string body = await response.Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken
            );
            Assert.DoesNotContain("s3cret", body, StringComparison.Ordinal);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task APortInUseIsSaid()
    {
        await using ServerUnderTest server = await ServerUnderTest.SentimentAsync();
        var options = new ModelServerOptions
        {
            Folder = ShippedModels.Sentiment,
            ModelName = "sentiment",
            Urls = [server.Client.BaseAddress!.ToString()],
        };
        InterplayException error = await Assert.ThrowsAsync<InterplayException>(() =>
            RunningServer.StartAsync(
                options,
                TimeProvider.System,
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal("server-cannot-listen", error.Name);
    }
}
