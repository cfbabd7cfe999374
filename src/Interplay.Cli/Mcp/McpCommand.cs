using System.CommandLine;
using System.Reflection;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Interplay.Cli.Mcp;

/// <summary><c>interplay mcp</c>: explanations for agents, over the Model Context Protocol on standard input and output.</summary>
internal static class McpCommand
{
    private const int UsualMost = 2000;

    private static readonly Option<string> Folder = new("--folder")
    {
        HelpName = "DIR",
        Description = "The only folder that tools read files from [default: the current one]",
        DefaultValueFactory = static _ => ".",
    };

    private static readonly Option<string[]> Endpoints = new("--endpoint")
    {
        HelpName = "URL",
        Description =
            "An endpoint that may be asked, the first being the default; may be given again. Without it only endpoints on this machine may. Keys come from INTERPLAY_API_KEY, or OPENAI_API_KEY for api.openai.com.",
    };

    private static readonly Option<int?> MostAblations = Numbers.Whole(
        "--max-budget",
        "B",
        $"Most ablations of one explanation [default: {UsualMost}]"
    );

    private static readonly Option<int?> MostCalls = Numbers.Whole(
        "--max-calls",
        "N",
        $"Most requests of one explanation, retries included [default: {UsualMost}]"
    );

    public static Command Create()
    {
        var command = new Command(
            "mcp",
            "Serve explanations to agents over the Model Context Protocol, on standard input and output: the tools explain_prompt, explain_text and report. Runs until its input ends."
        );
        var journal = new JournalOption();
        command.Options.Add(Folder);
        command.Options.Add(Endpoints);
        command.Options.Add(MostAblations);
        command.Options.Add(MostCalls);
        journal.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) => ServeAsync(parsed, journal, cancellationToken)
        );
        return command;
    }

    private static async Task<int> ServeAsync(
        ParseResult parsed,
        JournalOption journal,
        CancellationToken cancellationToken
    )
    {
        var limits = new ToolLimits(
            ToolLimits.Within(
                "--max-budget",
                parsed.GetValue(MostAblations) ?? UsualMost,
                4,
                1_000_000
            ),
            ToolLimits.Within("--max-calls", parsed.GetValue(MostCalls) ?? UsualMost, 1, 10_000_000)
        );
        var folder = new WorkingFolder(parsed.GetRequiredValue(Folder));
        var endpoints = new AllowedEndpoints(parsed.GetValue(Endpoints) ?? []);
        using var gate = new ToolGate();
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation
            {
                Name = "interplay",
                Version =
                    typeof(McpCommand)
                        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                        ?.InformationalVersion.Split('+')[0]
                    ?? "0",
            },
            ToolCollection =
            [
                Tool(
                    new PromptTool(
                        gate,
                        limits,
                        folder,
                        endpoints,
                        journal.Address(parsed)
                    ).RunAsync,
                    PromptTool.Name,
                    PromptTool.Description,
                    isReadOnly: false
                ),
                Tool(
                    new TextTool(gate, limits).RunAsync,
                    TextTool.Name,
                    TextTool.Description,
                    isReadOnly: true
                ),
                Tool(
                    new ReportTool(gate, folder).RunAsync,
                    ReportTool.Name,
                    ReportTool.Description,
                    isReadOnly: true
                ),
            ],
        };
        // The transport has its own stream; whatever else would print must not break the protocol.
        await using var transport = new StdioServerTransport(options);
        Console.SetOut(TextWriter.Null);
        await using McpServer server = McpServer.Create(transport, options);
        try
        {
            await server.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            ScreenOptions.Messages(parsed).Note("Stopped.");
        }

        return ExitCode.Ok;
    }

    private static McpServerTool Tool(
        Delegate run,
        string name,
        string description,
        bool isReadOnly
    ) =>
        McpServerTool.Create(
            run,
            new McpServerToolCreateOptions
            {
                Name = name,
                Description = description,
                ReadOnly = isReadOnly,
                Destructive = false,
                Idempotent = true,
                OpenWorld = !isReadOnly,
            }
        );
}
