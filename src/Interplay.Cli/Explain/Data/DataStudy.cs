using Interplay.Cli.Options;
using Interplay.Lenses;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Training.Parts;
using Interplay.Training.Programs;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Data;

/// <summary>What is retrained, on which parts, and what is read of it.</summary>
internal sealed class DataStudy
{
    private DataStudy(
        DataRequest request,
        DataTables tables,
        DataLens lens,
        DataCut cut,
        IValueFunction function,
        DataReading? reading,
        string trainer
    )
    {
        Request = request;
        Tables = tables;
        Lens = lens;
        Cut = cut;
        Function = function;
        Reading = reading;
        Trainer = trainer;
        Parts =
        [
            .. lens.Parts.Select(part =>
                cut.Kind == DataCut.Cut.Clusters
                    ? part with
                    {
                        Text =
                            $"cluster {part.Index} ({tables.Contents(lens.RowsOf(part.Index), request.Target!)})",
                    }
                    : part
            ),
        ];
    }

    public DataRequest Request { get; }

    public DataTables Tables { get; }

    public DataLens Lens { get; }

    /// <summary>The parts as reports show them.</summary>
    public IReadOnlyList<Part> Parts { get; }

    public DataCut Cut { get; }

    public IValueFunction Function { get; }

    /// <summary>What is read of test rows; null for a program, which says its own outputs.</summary>
    public DataReading? Reading { get; }

    /// <summary>The trainer in words.</summary>
    public string Trainer { get; }

    /// <summary>Reads the files, cuts the rows into parts and readies the trainer.</summary>
    /// <exception cref="InterplayException">What is wrong with the request, the files or the program.</exception>
    public static async Task<DataStudy> CreateAsync(
        DataRequest request,
        CancellationToken cancellationToken
    )
    {
        Check(request);
        DataTables tables = await DataTables.ReadAsync(request, cancellationToken);
        var rows = TestRowChoice.Parse(request.Rows, tables.TestFile?.Table.RowCount ?? 0);
        var cut = DataCut.Parse(
            request.Parts,
            tables.TrainFile.Table.RowCount,
            rows.Only is not null,
            tables.Train is not null
        );
        DataLens lens = LensOf(request, tables, cut, rows);
        if (request.Program is { } program)
        {
            TrainerCommandFunction command = await TrainerCommandFunction.CreateAsync(
                program,
                lens,
                Fingerprint.Of(tables.TrainFile.Fingerprint, tables.TestFile?.Fingerprint ?? ""),
                cancellationToken
            );
            return new DataStudy(
                request,
                tables,
                lens,
                cut,
                command,
                null,
                $"the program '{program.Command}'"
            );
        }

        TrainingData train = tables.Train!;
        TrainingData test = tables.Test!;
        bool isClassification = tables.Encoder!.Positive is not null;
        BuiltInTrainer trainer = BuiltInTrainer.Of(request, isClassification);
        return new DataStudy(
            request,
            tables,
            lens,
            cut,
            trainer.FunctionOf(train, test, lens),
            DataReading.Create(request, tables, rows, trainer.GivesLogOdds),
            trainer.Name
        );
    }

    /// <summary>What the trainer gives when nothing is taken away, and when all parts are; null for a program, where each training is dear.</summary>
    public async Task<DataEnds?> EndsAsync(CancellationToken cancellationToken)
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

    private static string NameOf(DataRequest request, DataTables tables, int row)
    {
        DataTable table = tables.TrainFile.Table;
        string name = request.Id is { } id ? table[row, table.IndexOf(id)] : $"row {row}";
        return $"{name}{DataTables.LabelOf(tables.TrainFile, request.Target, row)}";
    }

    private static void Check(DataRequest request)
    {
        if (request.Program is not null)
        {
            if (request.Trainer is not null || request.Output is not null)
            {
                throw new InterplayException(
                    ErrorKind.Request,
                    "trainer-options-contradict",
                    "A program with --trainer-command is the trainer and names its own outputs; leave out --trainer and --output."
                );
            }
        }
        else if (request.Target is null)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "target-missing",
                "The trainers here need to know what is predicted: --target COLUMN. Only a program with --trainer-command does without."
            );
        }
        else if (request.TestPath is null)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "test-missing",
                "The trainers here need rows to be tested on for --row and --output: --test FILE. Without any of these the training rows themselves are audited."
            );
        }
    }

    /// <summary>The rows cut into parts.</summary>
    /// <exception cref="InterplayException"><c>target-missing</c>, <c>test-row-missing</c> or <c>parts-out-of-range</c>.</exception>
    public static DataLens LensOf(
        DataRequest request,
        DataTables tables,
        DataCut cut,
        TestRowChoice rows
    )
    {
        string[] Names() =>
            [
                .. Enumerable
                    .Range(0, tables.TrainFile.Table.RowCount)
                    .Select(row => NameOf(request, tables, row)),
            ];
        switch (cut.Kind)
        {
            case DataCut.Cut.Rows:
                return DataLens.OfRows(tables.TrainFile.Table.RowCount, Names());
            case DataCut.Cut.Column:
                return DataLens.OfGroups(tables.TrainFile.Table.Column(cut.Column!));
        }

        TrainingData train =
            tables.Train
            ?? throw new InterplayException(
                ErrorKind.Request,
                "target-missing",
                $"--parts {cut} compares rows by their features, and needs --target to know which column is none."
            );
        return cut.Kind == DataCut.Cut.Clusters
                ? DataLens.OfClusters(train, cut.Count, request.Seed)
            : rows.Only is int row && tables.Test is { } test
                ? DataLens.OfNearest(train, test.Row(row), cut.Count, Names())
            : throw new InterplayException(
                ErrorKind.Request,
                "test-row-missing",
                "--parts nearest:K takes the rows nearest to one test row: give --test FILE and --row N, one number."
            );
    }
}
