using Interplay.Lenses;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.Tables;
using Interplay.Training.Parts;
using Interplay.Training.Programs;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;

namespace Interplay.Training.Studies;

/// <summary>
/// A study of training data: what is retrained, on which parts, what is read of it, and what is found. <see cref="Explainer"/> explains what
/// <see cref="RunOf"/> gives; <see cref="CompletedAsync"/> then adds what the explanation means.
/// </summary>
public sealed class DataStudy
{
    private readonly bool _isClassification;

    private DataStudy(
        DataStudyRequest request,
        DataTables tables,
        DataCut cut,
        DataLens lens,
        IValueFunction function
    )
    {
        (Request, Cut, Lens, Function) = (request, cut, lens, function);
        ReadAs = tables.ReadAs;
        (Train, Test, _isClassification) = (tables.Train, tables.Test, tables.Positive is not null);
        Parts = cut.Kind == DataCut.Cut.Clusters ? [.. lens.Parts.Select(Described)] : lens.Parts;
        TrainerName = $"the program '{request.Program?.Command}'";
    }

    /// <summary>What was asked.</summary>
    public DataStudyRequest Request { get; }

    /// <summary>What one part is.</summary>
    public DataCut Cut { get; }

    /// <summary>What of the tables was read as what, in one line: columns, missing cells, repeated rows; null without a target.</summary>
    public string? ReadAs { get; }

    /// <summary>Which rows are which part.</summary>
    public DataLens Lens { get; }

    /// <summary>The parts as reports show them: of a cluster, how many rows of which class it holds.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>The retrainings: the score of every test row, or what a program says.</summary>
    public IValueFunction Function { get; }

    /// <summary>The trainer in words.</summary>
    public string TrainerName { get; private init; }

    /// <summary>What is read of test rows; null for a program, which says its own outputs.</summary>
    public DataReading? Reading { get; private init; }

    /// <summary>Training rows as numbers; null without a target.</summary>
    public TrainingData? Train { get; }

    /// <summary>Test rows as numbers; null without a target or a test table.</summary>
    public TrainingData? Test { get; }

    private Trainer? Trainer { get; init; }

    /// <summary>Cuts the rows into parts and readies the trainer. A program is started, for the names of its outputs.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InterplayException">What is wrong with the request, the tables or the program.</exception>
    public static async Task<DataStudy> CreateAsync(
        DataStudyRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        request = request.Validated();
        TrainingTask task = request.Task;
        NamedTable train = task.Train;
        var tables = DataTables.Of(task, request.Test, cancellationToken);
        DataCut cut =
            task.Parts
            ?? DataCut.Usual(
                train.Table.RowCount,
                request.OnlyRow is not null,
                tables.Train is not null
            );
        DataLens lens = cut.LensOf(
            task,
            tables.Train,
            request.OnlyRow is int row && tables.Test is { } rows ? rows.Row(row) : []
        );
        if (request.Program is { } program)
        {
            return new DataStudy(
                request,
                tables,
                cut,
                lens,
                await TrainerCommandFunction.CreateAsync(
                    program,
                    lens,
                    Fingerprint.Of(train.Fingerprint, request.Test?.Fingerprint ?? ""),
                    cancellationToken
                )
            );
        }

        bool isClassification = tables.Positive is not null;
        Trainer trainer = task.TrainerFor(isClassification);
        return new DataStudy(
            request,
            tables,
            cut,
            lens,
            trainer.FunctionOf(tables.Train!, tables.Test!, lens)
        )
        {
            Trainer = trainer,
            TrainerName = trainer.Name,
            Reading = DataReading.Of(request, tables, isClassification && trainer.GivesLogOdds),
        };
    }

    /// <summary>The run of this study, for <see cref="Explainer"/>: rows stand in no order.</summary>
    /// <param name="options">Budget, method, seed and the like.</param>
    public FunctionRequest RunOf(ExplainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new FunctionRequest
        {
            Function = Function,
            Subject = SubjectOf(null),
            Title = $"data {Request.Task.Train.Name} · {TrainerName} · {Cut}",
            Options = options with
            {
                PartsAreOrdered = false,
                MeasureDatamodelScore = true,
                Readout = Reading?.Readout,
            },
        };
    }

    /// <summary>What is explained, as it stands in the explanation.</summary>
    /// <param name="ends">What the trainer gives on all rows, which says how well it does; null where that is not known.</param>
    public DataSubject SubjectOf(DataEnds? ends) =>
        new()
        {
            Parts = Parts,
            Cut = Cut.ToString(),
            Sentence = DataSentence.Of(this, ends?.Scores),
            Trainer = TrainerName,
            TrainFile = Request.Task.Train.Name,
            TestFile = Request.Test?.Name,
            Target = Request.Task.Target,
        };

    /// <summary>An explanation of <see cref="RunOf"/> with what it was about, what the trainer gives with all parts and without any, and its findings.</summary>
    /// <param name="explanation">What came of the run.</param>
    /// <param name="cancellationToken">Stops the retrainings that this takes.</param>
    public async Task<Explanation> CompletedAsync(
        Explanation explanation,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(explanation);
        DataEnds? ends = await EndsAsync(cancellationToken);
        return explanation with
        {
            Subject = SubjectOf(ends),
            Outputs =
            [
                .. explanation.Outputs.Select(
                    (output, i) => output with { Ends = ends?.Outputs[i] ?? output.Ends }
                ),
            ],
            Findings = await FindingsAsync(explanation, cancellationToken),
        };
    }

    /// <summary>What the trainer gives when nothing is taken away, and when all parts are; null for a program, where each training is dear.</summary>
    public async Task<DataEnds?> EndsAsync(CancellationToken cancellationToken = default)
    {
        if (Reading is null)
        {
            return null;
        }

        int rows = Function.Outputs.Count;
        var scores = new double[2 * rows];
        await Function.EvaluateAsync(
            MaskMatrix.From([Mask.Full(Function.PartCount), Mask.Empty(Function.PartCount)]),
            scores,
            cancellationToken
        );
        var all = new double[Reading.Readout.Outputs.Count];
        var none = new double[all.Length];
        Reading.Readout.Read(scores.AsSpan(0, rows), all);
        Reading.Readout.Read(scores.AsSpan(rows), none);
        return new DataEnds(
            scores[..rows],
            [.. all.Zip(none, static (kept, removed) => new MeasuredEnds(kept, removed))]
        );
    }

    /// <summary>
    /// What an explanation says of the parts: those that harm (of which a single row whose label is probably wrong is called mislabelled), groups by
    /// how they act together, rows that are equal. Labels are judged by some retrainings more, and kernel regressions.
    /// </summary>
    /// <param name="explanation">An explanation of <see cref="Function"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<IReadOnlyList<Finding>> FindingsAsync(
        Explanation explanation,
        CancellationToken cancellationToken = default
    ) => new FindingList(this, Trainer).OfAsync(explanation, cancellationToken);

    /// <summary>Which row belongs to which part, as CSV: row, part and its name; rows that always stay have no part.</summary>
    public async Task WritePartsAsync(TextWriter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        await text.WriteAsync("row,part,name\n");
        for (int row = 0; row < Lens.RowCount; row++)
        {
            int part = Lens.PartOfRow[row];
            string name = part < 0 ? "" : Parts[part].Text;
            // A spreadsheet takes what begins so for a formula and computes it.
            string shown = name.Length > 0 && "=+-@\t\r".Contains(name[0]) ? $"'{name}" : name;
            await text.WriteAsync(
                $"{row},{(part < 0 ? "" : $"{part}")},\"{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"
            );
        }
    }

    /// <summary>A cluster by what it holds: 19 benign; 18/19 benign; 19 rows.</summary>
    private Part Described(Part cluster)
    {
        IReadOnlyList<int> rows = Lens.RowsOf(cluster.Index);
        string contents = rows.Count == 1 ? "1 row" : $"{rows.Count} rows";
        if (_isClassification && Request.Task is { Target: { } target, Train.Table: var table })
        {
            int column = table.IndexOf(target);
            (string label, int count) = rows.CountBy(row => table[row, column])
                .MaxBy(static label => label.Value);
            contents = count == rows.Count ? $"{count} {label}" : $"{count}/{rows.Count} {label}";
        }

        return cluster with
        {
            Text = $"cluster {cluster.Index} ({contents})",
        };
    }
}
