using System.Text.Json;
using Interplay.Integration.Tests.Cli;
using Interplay.Integration.Tests.ModelServer;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Interplay.Integration.Tests.Mcp;

/// <summary>The real process, asked by the client of the protocol's own package: explanations, and arguments that no agent should get through.</summary>
public sealed class McpTests(McpTests.Server server) : IClassFixture<McpTests.Server>
{
    private const string Question =
        """{"messages":[{"role":"user","content":"{{documents}}\nQuestion: Is the Harbor Hotel both quiet and cheap?"}],"documents":["The Harbor Hotel is quiet.","The Harbor Hotel is cheap.","The Summit Gym is clean."]}""";

    [Fact]
    public async Task It_offers_three_tools_with_described_arguments()
    {
        IList<McpClientTool> tools = await server.Client.ListToolsAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(
            ["explain_prompt", "explain_text", "report"],
            tools.Select(static tool => tool.Name).Order(StringComparer.Ordinal)
        );
        Assert.All(
            tools,
            static tool =>
                Assert.All(
                    tool.JsonSchema.GetProperty("properties").EnumerateObject(),
                    static argument =>
                        Assert.NotEmpty(argument.Value.GetProperty("description").GetString()!)
                )
        );
    }

    [Fact]
    public async Task A_prompt_is_explained_and_paid_for_once()
    {
        using var folder = new TempFolder();
        folder.With("question.json", Question);
        await using ServerUnderTest model = await ServerUnderTest.ReviewsLmAsync();
        string endpoint = model.Address.AbsoluteUri;
        await using McpClient client = await StartAsync(folder);
        JsonElement first = await CallAsync(
            client,
            "explain_prompt",
            ("file", "question.json"),
            ("endpoint", endpoint),
            ("labels", new[] { "yes", "no" })
        );
        JsonElement output = first.GetProperty("outputs")[0];
        Assert.Equal("reviews-lm", first.GetProperty("model").GetString());
        Assert.Equal("log-odds:yes/no", output.GetProperty("name").GetString());
        Assert.Equal("Complete", output.GetProperty("trust").GetProperty("verdict").GetString());
        Assert.NotEqual(0, output.GetProperty("sentences").GetArrayLength());
        Assert.Contains(
            output.GetProperty("interactions").EnumerateArray(),
            static found =>
                found
                    .GetProperty("parts")
                    .EnumerateArray()
                    .Select(static part => part.GetString())
                    .SequenceEqual(["[1]", "[2]"], StringComparer.Ordinal)
        );
        Assert.Equal(8, first.GetProperty("cost").GetProperty("ablations").GetInt32());

        JsonElement again = await CallAsync(
            client,
            "explain_prompt",
            ("prompt", Question),
            ("endpoint", endpoint),
            ("labels", new[] { "yes", "no" })
        );
        Assert.Equal(output.ToString(), again.GetProperty("outputs")[0].ToString());
        Assert.True(Requests(again) < Requests(first), $"{Requests(again)} {Requests(first)}");
        Assert.Contains("interplay.journal", folder.Files(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_models_own_answer_is_explained_where_none_is_given()
    {
        using var folder = new TempFolder();
        await using ServerUnderTest model = await ServerUnderTest.ReviewsLmAsync();
        string endpoint = model.Address.AbsoluteUri;
        await using McpClient client = await StartAsync(folder, "--endpoint", endpoint);
        JsonElement found = await CallAsync(client, "explain_prompt", ("prompt", Question));
        Assert.StartsWith("yes", found.GetProperty("answer").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_explained()
    {
        JsonElement found = await CallAsync(
            server.Client,
            "explain_text",
            ("text", "not a bad film"),
            ("top", 2)
        );
        JsonElement output = found.GetProperty("outputs")[0];
        Assert.Equal("positive", output.GetProperty("name").GetString());
        Assert.Equal(2, output.GetProperty("interactions").GetArrayLength());
        Assert.Equal(
            "\"not\"",
            output.GetProperty("strongestParts")[0].GetProperty("part").GetString()
        );
    }

    [Fact]
    public async Task A_saved_explanation_is_read_under_another_index()
    {
        using var folder = new TempFolder();
        (
            await CliRun.RunAsync([
                "explain",
                "text",
                "not a bad film",
                "--json",
                folder["saved.json"],
            ])
        ).Succeeded();
        await using McpClient client = await StartAsync(folder);
        JsonElement found = await CallAsync(
            client,
            "report",
            ("file", "saved.json"),
            ("index", "Moebius")
        );
        Assert.Equal("Moebius", found.GetProperty("index").GetString());
        Assert.Equal(16, found.GetProperty("cost").GetProperty("ablations").GetInt32());
    }

    [Theory]
    [InlineData("../secret.json")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../secret.json")]
    [InlineData("..\\secret.json")]
    [InlineData(".env")]
    [InlineData("a/.ssh/id")]
    [InlineData("link.json")]
    [InlineData("folder/passwd")]
    [InlineData("")]
    [InlineData("file:///etc/passwd")]
    [InlineData("a\0b")]
    public async Task No_file_outside_the_folder_is_read(string name)
    {
        foreach (string tool in (string[])["report", "explain_prompt"])
        {
            string error = await RefusedAsync(server.Client, tool, ("file", name));
            Assert.Matches("^(path-outside-folder|file-not-found): ", error);
            Assert.DoesNotContain("root:", error, StringComparison.Ordinal);
            Assert.DoesNotContain("secret\"", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/v1", "endpoint-malformed")]
    [InlineData("file:///etc/passwd", "endpoint-malformed")]
    [InlineData("http://user:pass@127.0.0.1/v1", "endpoint-malformed")]
    [InlineData("not an address", "endpoint-malformed")]
    [InlineData("http://example.invalid/v1", "endpoint-not-allowed")]
    [InlineData("http://169.254.169.254/latest", "endpoint-not-allowed")]
    [InlineData("", "endpoint-missing")]
    public async Task No_other_endpoint_is_asked(string endpoint, string error)
    {
        string said = await RefusedAsync(
            server.Client,
            "explain_prompt",
            ("prompt", Question),
            ("endpoint", endpoint)
        );
        Assert.StartsWith($"{error}: ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("pass", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_endpoints_named_only_these_are_asked()
    {
        using var folder = new TempFolder();
        await using McpClient client = await StartAsync(
            folder,
            "--endpoint",
            "http://127.0.0.1:9/v1"
        );
        Assert.StartsWith(
            "endpoint-not-allowed: ",
            await RefusedAsync(
                client,
                "explain_prompt",
                ("prompt", Question),
                ("endpoint", "http://127.0.0.1:10/v1")
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Sizes_and_budgets_have_limits()
    {
        using var folder = new TempFolder();
        folder.With("long.json", new string(' ', (1 << 20) + 1));
        await using McpClient client = await StartAsync(folder, "--max-budget", "100");
        (string Error, string Tool, (string, object?)[] Arguments)[] cases =
        [
            ("argument-out-of-range", "explain_text", [("text", "a b c"), ("budget", 101)]),
            ("argument-out-of-range", "explain_text", [("text", "a b c"), ("budget", -1)]),
            ("argument-out-of-range", "explain_text", [("text", "a b c"), ("top", 1000)]),
            ("argument-too-long", "explain_text", [("text", new string('a', 20_001))]),
            ("too-few-parts", "explain_text", [("text", "a")]),
            ("file-too-long", "explain_prompt", [("file", "long.json")]),
            ("prompt-missing", "explain_prompt", []),
            ("prompt-malformed", "explain_prompt", [("prompt", "{")]),
            (
                "scores-contradict",
                "explain_prompt",
                [("prompt", Question), ("labels", new[] { "yes" }), ("continuation", "yes")]
            ),
            (
                "argument-out-of-range",
                "explain_prompt",
                [("prompt", Question), ("labels", Enumerable.Repeat("yes", 21).ToArray())]
            ),
        ];
        foreach ((string error, string tool, (string, object?)[] arguments) in cases)
        {
            Assert.StartsWith(
                $"{error}: ",
                await RefusedAsync(client, tool, arguments),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task Arguments_of_the_wrong_kind_and_unknown_tools_end_nothing()
    {
        McpClient client = server.Client;
        Assert.NotEmpty(await RefusedAsync(client, "explain_text", ("text", 7)));
        Assert.NotEmpty(await RefusedAsync(client, "explain_text"));
        await Assert.ThrowsAnyAsync<Exception>(() => CallAsync(client, "delete_everything"));
        Assert.Equal(
            3,
            (
                await client.ListToolsAsync(
                    cancellationToken: TestContext.Current.CancellationToken
                )
            ).Count
        );
    }

    [Fact]
    public async Task Standard_output_is_the_protocol_and_the_end_of_input_is_the_end()
    {
        CliResult run = (
            await CliRun.RunAsync(
                ["mcp"],
                """
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}

                """.ReplaceLineEndings("\n")
            )
        ).Succeeded();
        Assert.All(
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            static line =>
                Assert.Equal(
                    "2.0",
                    JsonDocument.Parse(line).RootElement.GetProperty("jsonrpc").GetString()
                )
        );
    }

    private static async Task<McpClient> StartAsync(TempFolder folder, params string[] options) =>
        await McpClient.CreateAsync(
            new StdioClientTransport(
                new StdioClientTransportOptions
                {
                    Command = "dotnet",
                    Arguments = [CliProcess.Dll, "mcp", .. options],
                    WorkingDirectory = Path.GetDirectoryName(folder["x"]),
                }
            ),
            cancellationToken: TestContext.Current.CancellationToken
        );

    private static async Task<JsonElement> CallAsync(
        McpClient client,
        string tool,
        params (string Name, object? Value)[] arguments
    )
    {
        CallToolResult result = await client.CallToolAsync(
            tool,
            arguments.ToDictionary(
                static argument => argument.Name,
                static argument => argument.Value,
                StringComparer.Ordinal
            ),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.True(result.IsError is not true, Said(result));
        Assert.NotEmpty(Said(result));
        return result.StructuredContent!.Value;
    }

    private static async Task<string> RefusedAsync(
        McpClient client,
        string tool,
        params (string Name, object? Value)[] arguments
    )
    {
        CallToolResult result = await client.CallToolAsync(
            tool,
            arguments.ToDictionary(
                static argument => argument.Name,
                static argument => argument.Value,
                StringComparer.Ordinal
            ),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.True(result.IsError, Said(result));
        return Said(result);
    }

    private static string Said(CallToolResult result) =>
        string.Concat(result.Content.OfType<TextContentBlock>().Select(static block => block.Text));

    private static int Requests(JsonElement answer) =>
        answer.GetProperty("cost").GetProperty("requests").GetInt32();

    /// <summary>One process for the tests that leave nothing behind in it or in its folder, which has a secret and two ways out.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly TempFolder _folder = new();

        internal McpClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _folder.With(".env", "KEY=secret");
            if (!OperatingSystem.IsWindows())
            {
                File.CreateSymbolicLink(_folder["link.json"], "/etc/passwd");
                Directory.CreateSymbolicLink(_folder["folder"], "/etc");
            }

            Client = await StartAsync(_folder);
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            _folder.Dispose();
        }
    }
}
