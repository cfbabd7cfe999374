using System.CommandLine;
using System.Globalization;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using Interplay.Interactions.Indices;
using Interplay.Lenses;
using Interplay.Lenses.Text;
using Interplay.Masks;
using Interplay.Reports;
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
        var parts = new PartOptions();
        var method = new MethodOptions();
        Option<int?> sparsity = Numbers.Whole(
            "--sparsity",
            "S",
            "Also say how many ablations S strong terms of up to --max-order parts (5 without it) need"
        );
        Option<string?> index = new("--index")
        {
            HelpName = "NAME",
            Description =
                "Index that the masks are for: those that weigh small and large sets of parts (SV, k-SII, ...) need masks of all sizes [default: BII]",
        };
        Option<int?> order = Numbers.Whole("--order", "K", "Highest order of that index");
        Option<bool> withTexts = new("--with-texts")
        {
            Description =
                "Write what is left of the text beside each mask too, for a program of yours to read.",
        };
        TargetOption output = TableOptions.Output(
            "Write the masks as an ablation table without values (.csv, .csv.gz or .parquet; - prints CSV)."
        );
        TargetOption json = new("--json")
        {
            HelpName = "FILE",
            Description = "Save the summary of the plan as JSON; - prints it instead.",
        };
        parts.AddTo(command);
        method.AddPlanTo(command);
        command.Options.Add(index);
        command.Options.Add(order);
        command.Options.Add(sparsity);
        command.Options.Add(withTexts);
        command.Options.Add(output);
        command.Options.Add(json);
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed,
                    parts,
                    parsed.GetValue(withTexts),
                    method.Read(parsed) with
                    {
                        Index = parsed.GetValue(index) is { } name
                            ? InteractionIndexNames.Parse(name)
                            : InteractionIndex.BII,
                        Order = parsed.GetValue(order),
                        // A table tells rows to learn from and rows to judge by, and no third kind.
                        NearWhole = 0,
                    },
                    parsed.GetValue(sparsity),
                    parsed.GetValue(output),
                    parsed.GetValue(json),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        PartOptions parts,
        bool withTexts,
        ExplainOptions options,
        int? sparsity,
        string? output,
        string? json,
        CancellationToken cancellationToken
    )
    {
        if (output is not null)
        {
            TableOptions.CheckName(output);
        }

        (IReadOnlyList<Part> planned, TextLens? lens) = await parts.ReadRequiredAsync(
            parsed,
            cancellationToken
        );
        if (withTexts && (lens is null || output is null))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "text-missing",
                "--with-texts writes what is left of a text beside each mask: give --text TEXT or --file FILE, and --output FILE."
            );
        }

        MaskPlan plan = Explainer.Plan(planned.Count, options);
        var summary = PlanSummary.Of(plan, sparsity);
        if (output is not null)
        {
            await TableOptions.WriteAsync(
                AblationTable.Of(plan, ["value"], withTexts ? lens : null),
                output
            );
        }

        if (json is not null)
        {
            await TargetFile.WriteAsync(json, summary.WriteJsonAsync);
        }

        bool isTaken = output == TargetFile.Standard || json == TargetFile.Standard;
        TextWriter target = isTaken ? SafeOutput.Error : SafeOutput.Out;
        if (!isTaken || !parsed.GetValue(ScreenOptions.Quiet))
        {
            Print(summary, target);
            if (output is not null and not TargetFile.Standard)
            {
                target.WriteLine(
                    $"The masks are in {output}. Next: fill it with 'interplay evaluate {output} --text ...' or a program of your own, then 'interplay recover {output} --method {plan.Method}{(options.Index == InteractionIndex.BII ? "" : $" --index {options.Index.ToName()}")} --seed {plan.Request.Seed}{(options.KeptShare == 0.5 ? "" : $" --keep {options.KeptShare.ToString(CultureInfo.InvariantCulture)}")}{(plan.Request.MaxOrder is int order ? $" --max-order {order}" : "")}'."
                );
            }
        }

        return ExitCode.Ok;
    }

    private static void Print(PlanSummary plan, TextWriter target)
    {
        target.WriteLine(
            $"{plan.PartCount} parts, method {plan.Method}, {plan.Design} masks, seed {plan.Seed}."
        );
        target.WriteLine(
            $"It will cost {plan.Cost} ablations (model calls) of a budget of {plan.Budget}: {plan.Learned} to learn from and {plan.HeldOut} to measure trust."
        );
        foreach (string note in plan.Notes)
        {
            target.WriteLine($"  {note}");
        }

        target.WriteLine(
            "What that can find, if few terms of about equal size make up the function (measured with masks that keep half of the parts; a rough guide, closest where all sets can be looked at):"
        );
        foreach (FindableTerms findable in plan.Findable)
        {
            target.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  sets of up to {findable.Order}: about {findable.Terms:N0} of {findable.Candidates:N0}"
                )
            );
        }

        if (plan.Sparsity is { } need)
        {
            target.WriteLine(
                $"{need.Terms} terms of up to {need.MaxOrder} parts need about {need.Ablations} ablations to learn from; this plan has {plan.Learned}."
            );
        }
    }
}
