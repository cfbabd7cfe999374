using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Interplay.Cli.Options;
using Interplay.Masks;
using Interplay.Programs;
using Interplay.Rows;
using Interplay.Tables;

namespace Interplay.Cli.Explain.Rows;

/// <summary>The options that say which rows of which table are explained on which model, and what stands in for removed columns.</summary>
internal sealed class RowOptionSet
{
    private const string All = "all";
    private const string BaselinePrefix = "row:";
    private const int MostRows = 10_000;
    private static readonly RowOptions Usual = new();

    private readonly Argument<string> _model = new("MODEL")
    {
        Description =
            "An ONNX model of rows (.onnx, as exporters of scikit-learn write them), a model that ML.NET saved (.zip), or a program of yours that reads rows, such as \"python3 predict.py\" (docs/tables.md).",
    };

    private readonly Argument<string> _table = new("ROWS")
    {
        Description = "The rows: .csv, .csv.gz or .parquet with a header.",
    };

    private readonly Option<int?> _row = Numbers.Whole(
        "--row",
        "N",
        "The row that is explained, from 0"
    );

    private readonly Option<string?> _rows = new("--rows")
    {
        HelpName = "WHICH",
        Description =
            "Explain all rows, or so many drawn at random, and sum up: mean absolute strength of parts and sets, and how much it differs from row to row.",
    };

    private readonly Option<string?> _drop = new("--drop")
    {
        HelpName = "COLUMNS",
        Description =
            "Columns that are no parts, with commas between, such as the target. A model that reads them gets them as they stand in the row.",
    };

    private readonly Option<bool> _ungrouped = new("--ungrouped")
    {
        Description =
            "Each column is a part of its own [default: columns such as colour_red and colour_blue, one of which is 1 in every row, are one part]",
    };

    private readonly Option<string?> _background = new("--background")
    {
        HelpName = "FILE",
        Description =
            "Rows that stand in for removed columns, with the same columns, such as the training rows [default: the table itself]",
    };

    private readonly Option<string?> _removed = new("--removed")
    {
        HelpName = "HOW",
        Description =
            "What stands in a removed column: marginal (what stands there in rows of the background; the answers are averaged), nearest (the same in those rows that are most like the one that is explained), typical (mean, or most frequent text) or row:N (row N of the background) [default: marginal]",
    };

    private readonly Option<int?> _backgroundRows = Numbers.Whole(
        "--background-rows",
        "N",
        $"How many rows of the background are averaged over, drawn at random or the nearest [default: {Usual.BackgroundRows}]"
    );

    private readonly Option<string?> _output = new("--model-output")
    {
        HelpName = "NAME",
        Description =
            "The output of an ONNX model, or column of one of ML.NET, that is read [default: the first of probabilities or numbers; Probability or Score]",
    };

    private readonly Option<bool> _trees = new("--trees")
    {
        Description =
            "Of an ONNX model that is one ensemble of trees: read the answer from its trees, exactly and without ablation, for what the trees add up to (no logistic function). Masks are asked for only to check it [default: 102].",
    };

    private readonly RecordOptions<ProgramOptions> _limits = ProgramLimits
        .Create("request")
        .Whole(
            "--workers",
            "N",
            "How many copies of a program run side by side [default: 1]",
            static (program, count) => program with { Workers = count }
        );

    public void AddTo(Command command)
    {
        command.Arguments.Add(_model);
        command.Arguments.Add(_table);
        foreach (
            Option option in (IEnumerable<Option>)
                [
                    _row,
                    _rows,
                    _drop,
                    _ungrouped,
                    _background,
                    _removed,
                    _backgroundRows,
                    _output,
                    _trees,
                    .. _limits.All,
                ]
        )
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether answers cost as those of a program do.</summary>
    public bool IsProgram(ParseResult parsed) =>
        !Ends(parsed.GetRequiredValue(_model), ".onnx")
        && !Ends(parsed.GetRequiredValue(_model), ".zip");

    /// <summary>The tables, read.</summary>
    public async Task<RowPool> PoolAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        RowPool.Create(
            await DataFile.ReadAsync(parsed.GetRequiredValue(_table), cancellationToken),
            parsed.GetValue(_background) is { } background
                ? await DataFile.ReadAsync(background, cancellationToken)
                : null
        );

    /// <summary>The rows that are asked for, one where <see cref="IsSummary"/> does not hold.</summary>
    /// <exception cref="InterplayException"><c>row-unknown</c>.</exception>
    public int[] Rows(ParseResult parsed, RowPool pool, ulong seed)
    {
        int? row = parsed.GetValue(_row);
        string? rows = parsed.GetValue(_rows);
        int most = Math.Min(pool.RowCount, MostRows);
        if (row is not null == rows is not null)
        {
            throw Unknown(
                $"Say which row is explained, --row N (0 to {pool.RowCount - 1}), or that many are, --rows all or --rows N; one of them."
            );
        }

        if (row is int one)
        {
            return one >= 0 && one < pool.RowCount
                ? [one]
                : throw Unknown(
                    $"There is no row {one} in {pool.Name}; rows are numbered from 0 to {pool.RowCount - 1}."
                );
        }

        if (rows == All && pool.RowCount <= MostRows)
        {
            return [.. Enumerable.Range(0, pool.RowCount)];
        }

        if (
            !int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count < 1
            || count > most
        )
        {
            throw Unknown(
                $"--rows takes all, or how many are drawn, 1 to {most}; found '{rows}' of {pool.RowCount} rows."
            );
        }

        int[] drawn = new SeededRandom(seed).Permutation(pool.RowCount)[..count];
        Array.Sort(drawn);
        return drawn;
    }

    /// <summary>Whether rows are summed up.</summary>
    public bool IsSummary(ParseResult parsed) => parsed.GetValue(_rows) is not null;

    /// <summary>Which columns are parts.</summary>
    public RowParts Parts(ParseResult parsed, RowPool pool) =>
        RowParts.Create(
            pool,
            parsed.GetValue(_drop)?.Split(',', StringSplitOptions.TrimEntries) ?? [],
            !parsed.GetValue(_ungrouped)
        );

    /// <summary>How columns are removed.</summary>
    /// <exception cref="InterplayException"><c>background-malformed</c>.</exception>
    public RowOptions Removal(ParseResult parsed, ulong seed)
    {
        RowOptions options = Usual with
        {
            Seed = seed,
            BackgroundRows = parsed.GetValue(_backgroundRows) ?? Usual.BackgroundRows,
        };
        string how = parsed.GetValue(_removed) ?? "marginal";
        return how switch
        {
            "marginal" => options,
            "nearest" => options with { Removal = RowRemoval.Nearest },
            "typical" => options with { Removal = RowRemoval.Typical },
            _ when how.StartsWith(BaselinePrefix, StringComparison.Ordinal)
                    && int.TryParse(
                        how.AsSpan(BaselinePrefix.Length),
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out int row
                    ) => options with
            {
                Removal = RowRemoval.Baseline,
                Baseline = row,
            },
            _ => throw new InterplayException(
                ErrorKind.Request,
                "background-malformed",
                $"--removed takes marginal, nearest, typical or row:N; found '{how}'."
            ),
        };
    }

    /// <summary>Opens the model, or starts the program; the trees of a model where they are to be read.</summary>
    public async Task<(IRowModel Model, OnnxTrees? Trees)> ModelAsync(
        ParseResult parsed,
        RowPool pool,
        RowParts parts,
        CancellationToken cancellationToken
    )
    {
        string model = parsed.GetRequiredValue(_model);
        string? output = parsed.GetValue(_output);
        if (parsed.GetValue(_trees))
        {
            return
                Ends(model, ".onnx")
                && output is null
                && parsed.GetResult("--method") is not OptionResult { Implicit: false }
                ? OnnxRowModel.OpenTrees(model, pool, parts.Features)
                : throw new InterplayException(
                    ErrorKind.Request,
                    "trees-not-possible",
                    $"--trees reads the trees of an ONNX model, whose output is then what they add up to, without --model-output and --method; found '{model}'."
                );
        }

        if (Ends(model, ".onnx"))
        {
            return (OnnxRowModel.Open(model, pool, parts.Features, output), null);
        }

        if (Ends(model, ".zip"))
        {
            return (MLNetRowModel.Open(model, pool, parts.Features, output), null);
        }

        return output is null
            ? (
                await ProgramRowModel.CreateAsync(
                    _limits.Read(parsed, new ProgramOptions { Command = model }),
                    pool,
                    cancellationToken
                ),
                null
            )
            : throw new InterplayException(
                ErrorKind.Request,
                "model-output-unknown",
                $"--model-output names an output of a model in a file; a program, '{model}', names its own."
            );
    }

    private static bool Ends(string model, string ending) =>
        model.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static InterplayException Unknown(string message) =>
        new(ErrorKind.Request, "row-unknown", message);
}
