using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace Interplay.Cli.Mcp;

/// <summary>Runs tools one after another, each on all cores, and turns their errors into answers that an agent can act on.</summary>
internal sealed class ToolGate : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task<CallToolResult> RunAsync(
        Func<CancellationToken, Task<JsonObject>> run,
        CancellationToken cancellationToken
    )
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            JsonObject answer = await run(cancellationToken);
            return new CallToolResult
            {
                Content = [new TextContentBlock { Text = ToolAnswer.Text(answer) }],
                StructuredContent = JsonSerializer.SerializeToElement(answer),
            };
        }
        catch (InterplayException exception)
        {
            return new CallToolResult
            {
                IsError = true,
                Content =
                [
                    new TextContentBlock { Text = $"{exception.Name}: {exception.Message}" },
                ],
            };
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
