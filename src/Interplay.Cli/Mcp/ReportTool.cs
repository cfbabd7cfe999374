using System.ComponentModel;
using System.Text.Json.Nodes;
using Interplay.Interactions.Indices;
using Interplay.Reports;

namespace Interplay.Cli.Mcp;

/// <summary>The tool <c>report</c>: a saved explanation, under its own index or another.</summary>
internal sealed class ReportTool(ToolGate gate, WorkingFolder folder)
{
    public const string Name = "report";
    public const string Description =
        "Read an explanation that 'interplay explain ... --json FILE' saved in the working folder: strongest parts and interactions, trust, cost. Asks no model.";

    public Task<ModelContextProtocol.Protocol.CallToolResult> RunAsync(
        [Description("The file, relative to the working folder.")] string file,
        [Description(
            "Another interaction index: BII, SV, BV, SII, k-SII, STII, FSII, FBII, Moebius or Fourier."
        )]
            string? index = null,
        [Description("How many parts and interactions to tell.")] int top = 10,
        CancellationToken cancellationToken = default
    ) => gate.RunAsync(_ => Task.FromResult(Read(file, index, top)), cancellationToken);

    private JsonObject Read(string file, string? index, int top)
    {
        ToolLimits.Within("top", top, 0, ToolLimits.Interactions);
        Explanation explanation = ExplanationJson.Read(folder.Read(file, ToolLimits.ReportBytes));
        return ToolAnswer.Of(
            index is null ? explanation : explanation.Under(InteractionIndexNames.Parse(index)),
            top
        );
    }
}
