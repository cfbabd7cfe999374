using System.Net;
using System.Net.Http.Headers;
using Interplay.Models;
using Interplay.ModelServer;
using Interplay.ModelServer.Hosting;

namespace Interplay.Integration.Tests.ModelServer;

public sealed class TokenTests
{
    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://192.168.1.5:80")]
    [InlineData("http://loopback:0")]
    [InlineData("http://user@127.0.0.1:0")]
    [InlineData("http://user:pass@localhost:0")]
    [InlineData("http://127.0.0.1.nip.io:0")]
    [InlineData("http://localhost.:0")]
    [InlineData("http://+:0")]
    public async Task OtherMachinesNeedAToken(string url)
    {
        var options = new ModelServerOptions
        {
            Folder = ShippedModels.SentimentSmall,
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
    [InlineData("http://127.0.0.1:0/#here")]
    [InlineData("http://loopback:0")]
    [InlineData("http://user@127.0.0.1:0")]
    [InlineData("http://example.com:0")]
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

    [Theory]
    [InlineData("http://127.0.0.1:0", "http://127.0.0.1:")]
    [InlineData("http://127.1:0", "http://127.0.0.1:")]
    [InlineData("http://0x7f000001:0", "http://127.0.0.1:")]
    [InlineData("http://[::1]:0", "http://[::1]:")]
    public async Task ItListensWhereItWasToldAndNowhereElse(string url, string bound)
    {
        Assert.SkipUnless(
            !url.Contains("::", StringComparison.Ordinal)
                || System.Net.Sockets.Socket.OSSupportsIPv6,
            "no IPv6 here"
        );
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync(options =>
            options with
            {
                Urls = [url],
            }
        );
        Assert.StartsWith(bound, server.Client.BaseAddress!.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A page of another site whose name was made to point here (DNS rebinding) comes with that name.</summary>
    [Fact]
    public async Task OnlyKnownHostNamesAreServed()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync(options =>
            options with
            {
                HostNames = ["models.lan"],
            }
        );
        foreach (string path in (string[])["/health", "/v1/models", "/nowhere"])
        {
            foreach (string host in (string[])["evil.example", "localhost.evil.example", "a"])
            {
                Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync(path, host));
            }
        }

        foreach (
            string host in (string[])
                ["localhost", "LOCALHOST:99", "127.0.0.1", "[::1]:80", "models.lan:8000"]
        )
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync("/v1/models", host));
        }

        // Names made at random are none of these.
        ulong seed = (ulong)System.Diagnostics.Stopwatch.GetTimestamp();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Interplay.Masks.SeededRandom(seed);
        for (int i = 0; i < 30; i++)
        {
            string name = string.Concat(
                Enumerable
                    .Range(0, 1 + random.NextInt(12))
                    .Select(_ => "abcdefgh-.xyz"[random.NextInt(13)])
            );
            Assert.True(
                await StatusAsync(
                    "/v1/models",
                    $"x{name.Replace("..", ".", StringComparison.Ordinal)}x"
                )
                    is HttpStatusCode.MisdirectedRequest
                        or HttpStatusCode.BadRequest,
                $"seed {seed}: {name}"
            );
        }

        async Task<HttpStatusCode> StatusAsync(string path, string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Host", host);
            using HttpResponseMessage response = await server.Client.SendAsync(
                request,
                TestContext.Current.CancellationToken
            );
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task APortInUseIsSaid()
    {
        await using ServerUnderTest server = await ServerUnderTest.SentimentAsync();
        var options = new ModelServerOptions
        {
            Folder = ShippedModels.SentimentSmall,
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
