using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using Interplay.Lenses.Text;
using Interplay.Masks;
using Interplay.Runs;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Cli.Tables;

/// <summary><c>interplay plan</c>: what a run would cost and could find, and the masks to evaluate. Spends nothing.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var command = new Command(
            "plan",
            "Say what a run will cost and can find, and write the masks to evaluate. Asks no model and spends nothing."
        );
        var text = new TextOptions();
        var method = new MethodOptions();
        Option<int?> count = Numbers.Whole(
            "--parts-count",
            "N",
            "Number of parts, 2 or more, when there is no text"
        );
        Option<int?> sparsity = Numbers.Whole(
            "--sparsity",
            "S",
            "Also say how many ablations S strong terms of up to --max-order parts (5 without it) need"
        );
        Option<string?> output = TableOptions.Output(
            "Write the masks as an ablation table without values (.csv, .csv.gz or .parquet; - prints CSV)."
        );
        Option<string?> json = new("--json")
        {
            HelpName = "FILE",
            Description = "Save the summary of the plan as JSON; - prints it instead.",
        };
        text.AddOptionTo(command);
        command.Options.Add(count);
        method.AddPlanTo(command);
        command.Options.Add(sparsity);
        command.Options.Add(output);
        command.Options.Add(json);
        command.SetAction(
            (parsed, _) =>
                RunAsync(
                    parsed,
                    PartCount(text.Read(parsed), parsed.GetValue(count)),
                    method,
                    parsed.GetValue(sparsity),
                    parsed.GetValue(output),
                    parsed.GetValue(json)
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        int partCount,
        MethodOptions method,
        int? sparsity,
        string? output,
        string? json
    )
    {
        if (output is not null)
        {
            TableOptions.CheckName(output);
        }

        MaskPlan plan = Explainer.Plan(partCount, method.Read(parsed));
        if (output is not null)
        {
            await TableOptions.WriteAsync(AblationTable.Of(plan, ["value"]), output);
        }

        if (json is not null)
        {
            await TargetFile.WriteAsync(
                json,
                file => PlanSummary.WriteJsonAsync(plan, sparsity, file)
            );
        }

        bool isTaken = output == TargetFile.Standard || json == TargetFile.Standard;
        TextWriter target = isTaken ? Console.Error : Console.Out;
        if (!isTaken || !parsed.GetValue(ScreenOptions.Quiet))
        {
            PlanSummary.Print(plan, sparsity, output, target);
        }

        return ExitCode.Ok;
    }

    private static int PartCount(TextLens? lens, int? count) =>
        (lens, count) switch
        {
            (null, int parts) => parts,
            ({ } text, null) => text.Parts.Count,
            _ => throw new InterplayException(
                ErrorKind.Request,
                "parts-missing",
                "Say what is planned for: --text TEXT, --file FILE or --parts-count N, one of them."
            ),
        };
}
