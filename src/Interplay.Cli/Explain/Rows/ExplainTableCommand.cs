using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Interactions;
using Interplay.Recovery.Ensembles;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Rows;
using Interplay.Runs;
using Interplay.Storage.Stored;

namespace Interplay.Cli.Explain.Rows;

/// <summary><c>interplay explain table</c>: which columns of a row act together in what a model says of it.</summary>
internal static class ExplainTableCommand
{
    private const int CheckedMasks = 100;

    public static Command Create()
    {
        var command = new Command(
            "table",
            "Explain rows of a table on a model: which columns act together in what it says of a row (--row), or of many (--rows)."
        );
        var rows = new RowOptionSet();
        var method = new MethodOptions();
        var rounds = new RoundOptions();
        var journal = new JournalOption();
        var view = new ViewOptions();
        TargetOption csv = new("--csv")
        {
            HelpName = "FILE",
            Description = "Of --rows: save the summary as CSV, a line for each part or set.",
        };
        rows.AddTo(command);
        method.AddUnorderedPlanTo(command);
        method.AddNearWholeTo(command);
        rounds.AddTo(command);
        journal.AddTo(command);
        view.AddTo(command);
        command.Options.Add(csv);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                ExplainOptions options = view.Checked(parsed, method) with
                {
                    PartsAreOrdered = false,
                };
                AnytimeOptions? inRounds = rounds.Read(parsed);
                RowOptions removal = rows.Removal(parsed, options.Seed);
                bool isSummary = rows.IsSummary(parsed);
                if (!isSummary && parsed.GetValue(csv) is not null)
                {
                    throw new InterplayException(
                        ErrorKind.Request,
                        "row-unknown",
                        "--csv saves the summary of many rows: --rows all or --rows N."
                    );
                }

                if (isSummary && parsed.GetResult("--shapiq") is not null)
                {
                    throw new InterplayException(
                        ErrorKind.Request,
                        "row-unknown",
                        "--shapiq saves the interactions of one row: --row N."
                    );
                }

                RowPool pool = await rows.PoolAsync(parsed, cancellationToken);
                RowParts parts = rows.Parts(parsed, pool);
                int[] asked = rows.Rows(parsed, pool, options.Seed);
                Messages messages = ScreenOptions.Messages(parsed);
                messages.Note($"read {pool.ReadAs}");
                (IRowModel opened, OnnxTrees? trees) = await rows.ModelAsync(
                    parsed,
                    pool,
                    parts,
                    cancellationToken
                );
                using IRowModel model = opened;
                view.CheckShown(parsed, model.Outputs);
                await using IDurableJournal? kept =
                    rows.IsProgram(parsed) || journal.IsNamed(parsed)
                        ? await journal.OpenAsync(parsed, mustExist: false, cancellationToken)
                        : null;
                var run = new ShownRun(messages) { Journal = kept, NamesCause = true };
                var found = new List<Explanation>();
                RunResult? last = null;
                foreach (int row in asked)
                {
                    if (isSummary)
                    {
                        messages.Note($"row {row}, {found.Count + 1} of {asked.Length}");
                    }

                    var function = new RowFunction(model, pool, parts, row, removal);
                    last = await run.ExplainAsync(
                        new FunctionRequest
                        {
                            Function = function,
                            Subject = RowSentence.Of(model, pool, parts, row, removal),
                            Title = $"row {row} of {pool.Name} · {model.Name}",
                            Options = trees is null
                                ? options
                                : Read(options, trees.Explain(pool, parts.Features, function)),
                            Rounds = inRounds,
                            Journal = kept,
                        },
                        cancellationToken: cancellationToken
                    );
                    found.Add(last.Explanation);
                    if (last.IsPartial)
                    {
                        break;
                    }
                }

                if (!isSummary)
                {
                    await view.DeliverAsync(
                        parsed,
                        found[0],
                        (screen, shown, how) =>
                            RowReport.Print(screen, shown, (RowSubject)shown.Subject, how)
                    );
                    return run.Exit(last!);
                }

                var summary = RowSummary.Of(asked[..found.Count], parts.Names, found);
                await SummaryFiles.DeliverAsync(
                    (view.JsonPath(parsed), summary.WriteJson),
                    (parsed.GetValue(csv), summary.WriteCsvAsync),
                    () =>
                        RowSummaryText.Print(
                            summary,
                            $"{asked.Length} rows of {pool.Name} on {model.Name}. {RowSentence.Of(pool, removal, asked[0])}",
                            view.Top(parsed),
                            view.Show(parsed) is { } show
                                ? ShownOutputs.Find(model.Outputs, show)
                                : model.Outputs,
                            SafeOutput.Out
                        )
                );
                return run.Exit(last!);
            }
        );
        return command;
    }

    /// <summary>What was read is checked on as few masks as tell a mistake, unless more were asked for.</summary>
    private static ExplainOptions Read(ExplainOptions options, IReadOnlyList<Spectrum> spectra)
    {
        int parts = spectra[0].PartCount;
        int heldOut = options.HeldOut ?? (parts < 8 ? 1 << (parts - 1) : CheckedMasks);
        return options with
        {
            Method = new EnsembleMethod(spectra),
            HeldOut = heldOut,
            Budget = options.Budget ?? heldOut + 2,
            NearWhole = options.NearWhole ?? 0,
        };
    }
}
