using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Interplay.Cli.Options;
using Interplay.Models;
using Interplay.Onnx.Text;
using Interplay.Programs;
using Interplay.Tables;
using Interplay.Training.Findings;
using Interplay.Training.MLNet;
using Interplay.Training.Readouts;
using Interplay.Training.Refits;
using Interplay.Training.Studies;

namespace Interplay.Cli.Explain.Data;

/// <summary>All options of a run on training data, read into the request of a study or of an audit.</summary>
internal sealed class DataOptions
{
    private static readonly RowAuditOptions Audits = new();
    private static readonly TreeOptions Trees = new();

    private readonly Argument<string> _train = new("TRAIN")
    {
        Description =
            "Training rows: .csv, .csv.gz or .parquet with a header. Columns of numbers are standardised, others become one number a category.",
    };

    private readonly RecordOptions<TrainingTask> _task = new RecordOptions<TrainingTask>()
        .Text(
            "--target",
            "COLUMN",
            "The column that is predicted. Two different values make two classes, anything else must be numbers.",
            static (task, column) => task with { Target = column },
            "-y"
        )
        .Text(
            "--positive",
            "VALUE",
            "The class that counts as positive, all others as negative [default: the last of two in alphabetical order]",
            static (task, value) => task with { Positive = value }
        )
        .Text(
            "--parts",
            "CUT",
            "What one part is: rows, column:NAME (rows with the same value), clusters:K (similar rows) or nearest:K (the rows nearest to the test row; all others always stay) [default: rows up to 64; of more, nearest:40 for one test row and clusters:40 else]",
            static (task, cut) => task with { Parts = DataCut.Parse(cut) }
        )
        .Text(
            "--drop",
            "COLUMNS",
            "Columns that are no features, with commas between.",
            static (task, columns) => task with { Dropped = Names(columns) }
        )
        .Text(
            "--text-columns",
            "COLUMNS",
            "Columns of texts, with commas between: each becomes the embedding of the shipped encoder (--model).",
            static (task, columns) => task with { Texts = Names(columns) }
        )
        .Text(
            "--id",
            "COLUMN",
            "The column that names a row in reports; it is no feature [default: rows are numbered from 0]",
            static (task, column) => task with { Id = column }
        );

    private readonly Option<string?> _test = Text(
        "--test",
        "FILE",
        "Test rows with the same columns. Without them (and without --trainer-command) the training rows are audited: wrong labels, redundant pairs."
    );

    private readonly Option<string?> _row = Text(
        "--row",
        "ROWS",
        "Which test rows are explained, each an output of the same retrainings: a number from 0, several with commas between, or all [default: the mean over all]"
    );

    private readonly RecordOptions<DataStudyRequest> _study =
        new RecordOptions<DataStudyRequest>().Text(
            "--output",
            "WHAT",
            "What is read of a test row: margin (larger is more right), loss, probability (of the right class) or prediction [default: margin for two classes, loss for numbers]",
            static (request, name) => request with { Output = OutputOf(name) }
        );

    private readonly Option<string?> _trainer = Text(
        "--trainer",
        "NAME",
        "What is retrained: logistic, ridge, knn (nearest neighbours), or of ML.NET: lightgbm, fasttree (boosted trees), lbfgs (logistic regression) [default: logistic for two classes, ridge for numbers]"
    );

    private readonly RecordOptions<RetrainingOptions> _refits =
        new RecordOptions<RetrainingOptions>()
            .Real(
                "--penalty",
                "L",
                "Weight of the squared weights of ridge, logistic and lbfgs, above 0 [default: 1]",
                static (refits, penalty) => refits with { Penalty = penalty }
            )
            .Whole(
                "--neighbours",
                "K",
                "How many nearest kept rows vote in knn, 1 or more [default: 5]",
                static (refits, count) => refits with { Neighbours = count }
            );

    private readonly RecordOptions<TreeOptions> _trees = new RecordOptions<TreeOptions>()
        .Whole(
            "--trees",
            "N",
            $"Trees of lightgbm and fasttree, 1 or more [default: {Trees.Trees}]",
            static (trees, count) => trees with { Trees = count }
        )
        .Whole(
            "--leaves",
            "N",
            $"Most leaves of each tree, 2 or more [default: {Trees.Leaves}]",
            static (trees, count) => trees with { Leaves = count }
        )
        .Whole(
            "--leaf-rows",
            "N",
            $"Least training rows in a leaf, 1 or more [default: a fiftieth of the training rows, 1 to {TreeOptions.MostLeastRows}]",
            static (trees, rows) => trees with { LeastRowsPerLeaf = rows }
        )
        .Real(
            "--learning-rate",
            "R",
            "Share of each tree's answer that is added, above 0 [default: 0.1]",
            static (trees, rate) => trees with { LearningRate = rate }
        );

    private readonly Option<int?> _workers = Numbers.Whole(
        "--workers",
        "N",
        "How many copies of the program run side by side, or threads of the trainers here [default: 1, or one a core]"
    );

    private readonly Option<string?> _command = Text(
        "--trainer-command",
        "COMMAND",
        "A program of yours that is the trainer, such as \"python3 train.py\": it reads subsets and writes outputs, one JSON object a line (docs/data.md). Its answers are kept in the journal; the same command goes on from them. An output whose name holds loss or error counts as better when it is smaller."
    );

    private readonly RecordOptions<ProgramOptions> _program = ProgramLimits.Create("subset");

    private readonly RecordOptions<RowAuditOptions> _audit = new RecordOptions<RowAuditOptions>()
        .Whole(
            "--contexts",
            "N",
            $"Of an audit: in how many random halves each row is added or taken away, 4 to 1000 [default: {Audits.Contexts}]",
            static (audit, count) => audit with { Contexts = count }
        )
        .Whole(
            "--pairs",
            "N",
            $"Of an audit: how many of the most similar pairs are measured (1 to 10000), with {4 * Audits.PairContexts} retrainings each [default: {Audits.Candidates}]",
            static (audit, count) => audit with { Candidates = count }
        );

    private readonly Option<string> _model = ModelOption.Create();

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description =
            "Train nothing: print the parts and how many retrainings the run would take. A trainer program is started once, for the names of its outputs.",
    };

    private readonly TargetOption _saveParts = new("--save-parts")
    {
        HelpName = "FILE",
        Description = "Save which row belongs to which part, as CSV.",
    };

    public MethodOptions Method { get; } = new();

    public RoundOptions Rounds { get; } = new();

    public JournalOption Journal { get; } = new();

    public ViewOptions View { get; } = new();

    /// <summary>What says something to an audit, beside what every verb takes.</summary>
    private IEnumerable<Option> OfAudits =>
        [.. _task.All, _trainer, .. _refits.All, .. _trees.All, _workers, .. _audit.All, _model];

    public void AddTo(Command command)
    {
        command.Arguments.Add(_train);
        foreach (
            Option option in (IEnumerable<Option>)
                [_test, _row, .. _study.All, .. OfAudits, _command, .. _program.All]
        )
        {
            command.Options.Add(option);
        }

        Method.AddUnorderedPlanTo(command);
        Method.AddNearWholeTo(command);
        Rounds.AddTo(command);
        command.Options.Add(_dryRun);
        command.Options.Add(_saveParts);
        Journal.AddTo(command);
        View.AddTo(command);
    }

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    public string? SaveParts(ParseResult parsed) => parsed.GetValue(_saveParts);

    /// <summary>A target, a trainer of ours and no test rows: the training rows are what is asked about.</summary>
    public static bool AskForAudit(ParseResult parsed) =>
        parsed.GetResult("--target") is not null
        && ((string[])["--trainer-command", "--test", "--row", "--output"]).All(name =>
            parsed.GetResult(name) is null
        );

    /// <summary>What is asked of a study.</summary>
    /// <exception cref="InterplayException">An unknown name, a number out of range, or what is wrong with the files.</exception>
    public async Task<DataStudyRequest> StudyAsync(
        ParseResult parsed,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        if (_audit.AreGiven(parsed))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "audit-option-unknown",
                "--contexts and --pairs are options of an audit, which is made of training rows alone: without --test, --row, --output and --trainer-command."
            );
        }

        ProgramOptions? program = parsed.GetValue(_command) is { } command
            ? _program.Read(
                parsed,
                new ProgramOptions { Command = command, Workers = parsed.GetValue(_workers) ?? 1 }
            )
            : null;
        TrainingTask task = await TaskAsync(parsed, seed, cancellationToken);
        NamedTable? test = parsed.GetValue(_test) is { } path
            ? await DataFile.ReadAsync(path, cancellationToken)
            : null;
        return _study.Read(
            parsed,
            new DataStudyRequest
            {
                Task = task,
                Test = test,
                Rows = RowsOf(parsed.GetValue(_row), test?.Table.RowCount ?? 0),
                Program = program,
            }
        );
    }

    /// <summary>What is asked of an audit. Nothing that was asked for is left undone silently.</summary>
    /// <exception cref="InterplayException"><c>audit-option-unknown</c>, an unknown name, a number out of range, or what is wrong with the file.</exception>
    public async Task<DataAuditRequest> AuditAsync(
        ParseResult parsed,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        string[] known =
        [
            .. OfAudits.Select(static option => option.Name),
            "--seed",
            "--json",
            "--top",
            "--quiet",
            "--no-color",
        ];
        string[] others =
        [
            .. parsed
                .CommandResult.Children.OfType<OptionResult>()
                .Where(static option => !option.Implicit)
                .Select(static option => option.Option.Name)
                .Except(known, StringComparer.Ordinal),
        ];
        return others.Length == 0
            ? new DataAuditRequest
            {
                Spent = _audit.Read(parsed, Audits),
                Task = await TaskAsync(parsed, seed, cancellationToken),
            }
            : throw new InterplayException(
                ErrorKind.Request,
                "audit-option-unknown",
                $"Without --test FILE the training rows themselves are audited, and {string.Join(", ", others)} {(others.Length == 1 ? "says" : "say")} nothing there. An audit takes {string.Join(", ", known)}."
            );
    }

    private async Task<TrainingTask> TaskAsync(
        ParseResult parsed,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        RetrainingOptions refits = _refits.Read(
            parsed,
            new RetrainingOptions { Threads = parsed.GetValue(_workers) }
        );
        Trainer? trainer = TrainerOf(parsed, refits);
        string folder = ShippedModels.Find(parsed.GetRequiredValue(_model));
        return _task.Read(
            parsed,
            new TrainingTask
            {
                Train = await DataFile.ReadAsync(
                    parsed.GetRequiredValue(_train),
                    cancellationToken
                ),
                Embed = (texts, token) =>
                {
                    using var encoder = TextEncoder.Load(folder);
                    return encoder.Embed(texts, token);
                },
                Trainer = trainer,
                Refits = refits,
                Seed = seed,
            }
        );
    }

    /// <summary>The trainer that was named; null when none was.</summary>
    private Trainer? TrainerOf(ParseResult parsed, RetrainingOptions refits)
    {
        string? name = parsed.GetValue(_trainer);
        if (_trees.AreGiven(parsed) && name is not ("lightgbm" or "fasttree"))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "trainer-options-contradict",
                "--trees, --leaves, --leaf-rows and --learning-rate are options of --trainer lightgbm and fasttree."
            );
        }

        TreeOptions trees = _trees.Read(parsed, Trees);
        var options = new EstimatorOptions { Threads = refits.Threads };
        return name switch
        {
            null => null,
            "logistic" => Trainer.Logistic(refits),
            "ridge" => Trainer.Ridge(refits),
            "knn" => Trainer.NearestNeighbours(refits),
            "lightgbm" => MLNetTrainers.LightGbm(trees, options),
            "fasttree" => MLNetTrainers.FastTree(trees, options),
            "lbfgs" => MLNetTrainers.Lbfgs(refits.Penalty, options),
            _ => throw new InterplayException(
                ErrorKind.Request,
                "trainer-unknown",
                $"Trainers are logistic, ridge, knn, lightgbm, fasttree and lbfgs, or a program with --trainer-command; found '{name}'."
            ),
        };
    }

    private static RetrainingOutput OutputOf(string name) =>
        name switch
        {
            "margin" => RetrainingOutput.Margin,
            "loss" => RetrainingOutput.Loss,
            "probability" => RetrainingOutput.Probability,
            "prediction" => RetrainingOutput.Prediction,
            _ => throw new InterplayException(
                ErrorKind.Request,
                "readout-unknown",
                $"--output takes margin, loss, probability or prediction; found '{name}'."
            ),
        };

    private static int[]? RowsOf(string? rows, int count) =>
        rows switch
        {
            null => null,
            "all" => [.. Enumerable.Range(0, count)],
            _ =>
            [
                .. rows.Split(',')
                    .Select(text =>
                        int.TryParse(
                            text.Trim(),
                            NumberStyles.None,
                            CultureInfo.InvariantCulture,
                            out int row
                        )
                            ? row
                            : throw new InterplayException(
                                ErrorKind.Request,
                                "row-unknown",
                                $"--row takes numbers of test rows from 0 with commas between, or all; found '{rows}'."
                            )
                    )
                    .Distinct(),
            ],
        };

    private static string[] Names(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Option<string?> Text(string name, string unit, string description) =>
        new(name) { HelpName = unit, Description = description };
}
