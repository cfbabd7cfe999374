using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Lenses;
using Interplay.Lenses.Text;
using Interplay.Masks;
using Interplay.Programs;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.Storage.Stored;

namespace Interplay.Cli.Explain.Programs;

/// <summary><c>interplay explain program</c>: any program as the value function.</summary>
internal static class ExplainProgramCommand
{
    private const int ShownNames = 6;

    public static Command Create()
    {
        var command = new Command(
            "program",
            "Explain a program of yours, in any language: it reads masks (or what is left of a text) and writes numbers, one JSON object a line (docs/programs.md). Its answers are kept in the journal; the same command goes on from them."
        );
        Argument<string> program = new("COMMAND")
        {
            Description =
                "The program and its arguments, such as \"python3 value.py\". No shell reads it.",
        };
        var parts = new PartOptions();
        RecordOptions<ProgramOptions> limits = ProgramLimits
            .Create("request")
            .Whole(
                "--workers",
                "N",
                "How many copies of the program run side by side [default: 1]",
                static (program, count) => program with { Workers = count }
            );
        var method = new MethodOptions();
        var prior = new PriorOption();
        var rounds = new RoundOptions();
        var journal = new JournalOption();
        var view = new ViewOptions();
        Option<bool> dryRun = new("--dry-run")
        {
            Description =
                "Ask for no mask: print the outputs of the program and how many ablations the run would take. The program is started once and greeted.",
        };
        command.Arguments.Add(program);
        parts.AddTo(command);
        foreach (Option option in limits.All)
        {
            command.Options.Add(option);
        }

        method.AddPlanTo(command);
        method.AddNearWholeTo(command);
        prior.AddTo(command);
        rounds.AddTo(command);
        command.Options.Add(dryRun);
        journal.AddTo(command);
        view.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                ExplainOptions options = view.Checked(parsed, method);
                AnytimeOptions? inRounds = rounds.Read(parsed);
                ProgramOptions asked = limits.Read(
                    parsed,
                    new ProgramOptions { Command = parsed.GetRequiredValue(program) }
                );
                (IReadOnlyList<Part> named, TextLens? lens) = await parts.ReadRequiredAsync(
                    parsed,
                    cancellationToken
                );
                Subject subject = SubjectOf(parsed, asked, parts, named, lens);
                // Columns and switches stand in no order; the words of a text do, unless it is said that they do not.
                options = options with
                {
                    PartsAreOrdered = options.PartsAreOrdered && lens is not null,
                };
                using ProgramFunction function = await (
                    lens is null
                        ? ProgramFunction.CreateAsync(asked, named, cancellationToken)
                        : ProgramFunction.CreateAsync(asked, lens, cancellationToken)
                );
                view.CheckShown(parsed, function.Outputs);
                options = await prior.ApplyAsync(
                    parsed,
                    options,
                    function.PartCount,
                    function.Outputs,
                    named,
                    cancellationToken
                );
                if (parsed.GetValue(dryRun))
                {
                    PrintPlan(function, options);
                    return ExitCode.Ok;
                }

                await using IDurableJournal kept = await journal.OpenAsync(
                    parsed,
                    mustExist: false,
                    cancellationToken
                );
                var run = new ShownRun(ScreenOptions.Messages(parsed))
                {
                    Journal = kept,
                    NamesCause = true,
                };
                RunResult result = await run.ExplainAsync(
                    new FunctionRequest
                    {
                        Function = function,
                        Subject = subject,
                        Title = $"program '{asked.Command}' · {function.PartCount} parts",
                        Options = options,
                        Rounds = inRounds,
                        Journal = kept,
                    },
                    cancellationToken: cancellationToken
                );
                await view.DeliverAsync(
                    parsed,
                    prior.Recorded(parsed, result.Explanation),
                    ExplanationReport.Print
                );
                return run.Exit(result);
            }
        );
        return command;
    }

    private static ProgramSubject SubjectOf(
        ParseResult parsed,
        ProgramOptions program,
        PartOptions parts,
        IReadOnlyList<Part> named,
        TextLens? lens
    )
    {
        var subject = new ProgramSubject { Parts = named, Command = program.Command };
        if (lens is null)
        {
            return subject;
        }

        TextSubject text = parts.Text.Subject(parsed, lens, "");
        return subject with { Text = text.Text, Cut = text.Cut, Ablation = text.Ablation };
    }

    private static void PrintPlan(ProgramFunction function, ExplainOptions options)
    {
        MaskPlan plan = Explainer.Plan(function.PartCount, options);
        SafeOutput.Out.WriteLine(
            $"{function.PartCount} parts; {(function.Outputs.Count == 1 ? "output" : $"{function.Outputs.Count} outputs")} {string.Join(", ", function.Outputs.Take(ShownNames).Select(static name => $"'{name}'"))}{(function.Outputs.Count > ShownNames ? " ..." : "")}."
        );
        SafeOutput.Out.WriteLine(
            $"{plan.Cost} ablations, {plan.HeldOut?.RowCount ?? 0} of them to check{(plan.NearWhole is { } near ? $" and {near.RowCount} to check near the whole input (one to three parts missing)" : "")}, by method {plan.Method}. Nothing was asked."
        );
    }
}
