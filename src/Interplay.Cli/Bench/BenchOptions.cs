using System.CommandLine;
using System.Globalization;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using Interplay.Measurements.Cases;
using Interplay.Measurements.Cells;
using Interplay.Measurements.Results;
using Interplay.Measurements.Studies;
using Interplay.Recovery.Catalogue;

namespace Interplay.Cli.Bench;

/// <summary>The options that both benches take, and what they lead to.</summary>
internal sealed class BenchOptions(string defaultMethods)
{
    private const int DefaultMaxTerms = 1000;

    /// <summary>So many cases are listed where none fits.</summary>
    private const int MostQuoted = 12;

    private readonly Option<string> _methods = new("--methods")
    {
        HelpName = "A,B",
        Description =
            $"Methods, with commas between; the others are compared with the first. Known are {string.Join(", ", RecoveryMethods.All.Select(static method => method.Name))}.",
        DefaultValueFactory = _ => defaultMethods,
    };

    private readonly Option<ulong?> _seed = Numbers.Seed();

    private readonly Option<int?> _maxTerms = Numbers.Whole(
        "--max-terms",
        "K",
        $"Score the K largest terms of each spectrum and the constant [default: {DefaultMaxTerms}]"
    );

    private readonly Option<string?> _exclude = new("--exclude")
    {
        HelpName = "GLOB",
        Description =
            "Leave what fits out of medians, pooled figures and the plot, such as 'syn_*' [default: nothing]",
    };

    private readonly Option<string?> _reference = new("--reference")
    {
        HelpName = "FILE",
        Description =
            "Compare with R2 measured elsewhere: CSV with a header and the columns case, alpha or budget, name, R2.",
    };

    private readonly TargetOption _page = new("--out", "-o")
    {
        HelpName = "FILE",
        Description =
            "Write the report as Markdown (.md). The measurements are kept beside it under the same name with .json: the same command goes on where it was stopped.",
    };

    private readonly TargetOption _plot = new("--plot")
    {
        HelpName = "FILE",
        Description = "Draw R2 against alpha or budget (.svg).",
    };

    private readonly Option<bool> _fresh = new("--fresh")
    {
        Description = "Measure everything again, also what the file beside --out knows.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_methods);
        command.Options.Add(_seed);
        command.Options.Add(_maxTerms);
        command.Options.Add(_exclude);
        command.Options.Add(_reference);
        command.Options.Add(_page);
        command.Options.Add(_plot);
        command.Options.Add(_fresh);
    }

    /// <summary>Reads, measures, writes after each cell, prints.</summary>
    public async Task<int> RunAsync(
        ParseResult parsed,
        StudyKind kind,
        double[] settings,
        Func<BenchOutput, Task<IReadOnlyList<MeasuredCase>>> read,
        CancellationToken cancellationToken
    )
    {
        StudyRequest request = Read(parsed, kind, settings);
        var output = new BenchOutput(parsed.GetValue(_page), parsed.GetValue(_plot)).Checked();
        IReadOnlyList<ReferenceFigure> reference = Reference(parsed.GetValue(_reference));
        IReadOnlyList<MeasuredCell> known = output.Measurements is null
            ? []
            : await CellFile.ReadAsync(output.Measurements, cancellationToken);
        IReadOnlyList<MeasuredCase> cases = await read(output);
        string? excluded = parsed.GetValue(_exclude);
        CheckExcluded(excluded, cases);
        var study = new MethodStudy(request, cases, parsed.GetValue(_fresh) ? [] : known);
        StudyResult Result() => new(request, study.Done, excluded, reference);
        async Task MeasureAsync(IProgress<StudyStep> view)
        {
            await foreach (StudyStep step in study.MeasureAsync(view, cancellationToken))
            {
                if (!step.IsKnown)
                {
                    await output.WriteAsync(study.All, Result());
                }
            }
        }

        Messages messages = ScreenOptions.Messages(parsed);
        if (messages.CanDraw)
        {
            await BenchLive.ShowAsync(request, MeasureAsync);
        }
        else
        {
            await MeasureAsync(new BenchNotes(messages, kind));
        }

        await output.WriteAsync(study.All, Result());
        BenchScreen.Print(Result(), ScreenOptions.IsPlain(parsed));
        return ExitCode.Ok;
    }

    /// <summary>Complains about a pattern that leaves nothing out.</summary>
    /// <exception cref="InterplayException"><c>cases-missing</c>.</exception>
    private static void CheckExcluded(string? pattern, IReadOnlyList<MeasuredCase> cases)
    {
        if (pattern is not null && !cases.Any(one => CaseFolder.Fits(pattern, one.Name)))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "cases-missing",
                $"--exclude '{pattern}' fits none of the {cases.Count} cases: {string.Join(", ", cases.Take(MostQuoted).Select(static one => one.Name))}{(cases.Count > MostQuoted ? ", …" : "")}."
            );
        }
    }

    /// <summary>Complains about a number below 1.</summary>
    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    public static void CheckPositive(string option, int value)
    {
        if (value < 1)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"{option} must be 1 or more; found {value}."
            );
        }
    }

    /// <summary>Complains about a budget that is no whole number of ablations.</summary>
    /// <exception cref="InterplayException"><c>budget-out-of-range</c>.</exception>
    public static void CheckBudget(double budget)
    {
        if (budget is < 1 or > int.MaxValue || budget != Math.Floor(budget))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "budget-out-of-range",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Budgets are whole numbers from 1 on; found {budget}."
                )
            );
        }
    }

    private static IReadOnlyList<ReferenceFigure> Reference(string? path)
    {
        if (path is null)
        {
            return [];
        }

        using var reader = new StringReader(TargetFile.ReadText(path));
        return ReferenceFigure.Read(reader, path);
    }

    private StudyRequest Read(ParseResult parsed, StudyKind kind, double[] settings)
    {
        if (settings.Length == 0 || settings.Any(static setting => setting is not > 0))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"Each {kind.Setting} must be above 0; found {string.Join(',', settings)}."
            );
        }

        int maxTerms = parsed.GetValue(_maxTerms) ?? DefaultMaxTerms;
        CheckPositive("--max-terms", maxTerms);
        return new StudyRequest
        {
            Kind = kind,
            Settings = [.. settings.Distinct().Order()],
            Methods =
            [
                .. parsed
                    .GetRequiredValue(_methods)
                    .Split(',', StringSplitOptions.TrimEntries)
                    .Select(Known)
                    .Distinct(StringComparer.Ordinal),
            ],
            Seed = parsed.GetValue(_seed) ?? 1,
            MaxTerms = maxTerms,
        };
    }

    /// <summary>A name as the list of methods spells it; the error for others lists them.</summary>
    private static string Known(string name)
    {
        RecoveryMethods.Named(name);
        return RecoveryMethods
            .All.First(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase))
            .Name;
    }
}
