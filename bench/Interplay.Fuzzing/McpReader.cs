using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Interplay.Fuzzing;

/// <summary>Frames of the Model Context Protocol: after each damaged one a whole one is answered, or the process has gone.</summary>
internal sealed class McpReader : IReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _server;
    private int _id = 1000;

    private McpReader(Process server) => _server = server;

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        .. (
            (string[])
                [
                    """{"jsonrpc":"2.0","id":7,"method":"tools/list"}""",
                    """{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"report","arguments":{"file":"saved.json","top":3}}}""",
                    """{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"explain_prompt","arguments":{"prompt":"a","endpoint":"http://127.0.0.1:9/v1"}}}""",
                    """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""",
                ]
        ).Select(Encoding.UTF8.GetBytes),
    ];

    public static async Task<IReader> CreateAsync(string folder)
    {
        var reader = new McpReader(ToolProcess.Start("mcp", "--folder", folder));
        await reader.SendAsync(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-03-26","capabilities":{},"clientInfo":{"name":"fuzz","version":"1"}}}"""u8.ToArray()
        );
        await reader.AnswerAsync(1);
        await reader.SendAsync(
            """{"jsonrpc":"2.0","method":"notifications/initialized"}"""u8.ToArray()
        );
        return reader;
    }

    public async Task ReadAsync(byte[] input, CancellationToken cancellationToken)
    {
        await SendAsync(input);
        int id = _id++;
        await SendAsync(
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"jsonrpc":"2.0","id":{{id}},"method":"ping"}"""
                )
            )
        );
        await AnswerAsync(id);
    }

    public ValueTask DisposeAsync()
    {
        _server.Kill(entireProcessTree: true);
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(byte[] frame)
    {
        await _server.StandardInput.BaseStream.WriteAsync(frame);
        await _server.StandardInput.BaseStream.WriteAsync("\n"u8.ToArray());
        await _server.StandardInput.BaseStream.FlushAsync();
    }

    private async Task AnswerAsync(int id)
    {
        using var limit = new CancellationTokenSource(Patience);
        string wanted = string.Create(CultureInfo.InvariantCulture, $"\"id\":{id}");
        string? line;
        do
        {
            line = await _server.StandardOutput.ReadLineAsync(limit.Token);
        } while (line is not null && !line.Contains(wanted, StringComparison.Ordinal));

        if (line is null)
        {
            throw new InvalidOperationException("The server ended.");
        }
    }
}
