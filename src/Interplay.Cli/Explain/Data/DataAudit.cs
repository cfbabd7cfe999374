using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Lenses;
using Interplay.Training.Findings;
using Interplay.Training.Parts;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Data;

/// <summary>An audit of training rows, with what names them.</summary>
/// <param name="Audit">What was found.</param>
/// <param name="Parts">The parts as reports show them.</param>
/// <param name="Subject">What was audited, in a sentence.</param>
/// <param name="Unit">What margins are measured in, in words.</param>
/// <param name="Request">What was asked.</param>
/// <param name="Trainer">The trainer in words.</param>
internal sealed record DataAudit(
    RowAudit Audit,
    IReadOnlyList<Part> Parts,
    string Subject,
    string Unit,
    DataRequest Request,
    string Trainer
)
{
    /// <summary>A target, a trainer of ours and no test rows: the training rows are what is asked about.</summary>
    public static bool IsAskedFor(DataRequest request) =>
        request is { Program: null, TestPath: null, Target: not null, Rows: null, Output: null };

    /// <summary>Reads the file and audits its rows.</summary>
    /// <exception cref="InterplayException">What is wrong with the request or the file.</exception>
    public static async Task<DataAudit> RunAsync(
        DataRequest request,
        Messages messages,
        CancellationToken cancellationToken
    )
    {
        DataTables tables = await DataTables.ReadAsync(request, cancellationToken);
        TrainingData train = tables.Train!;
        var cut = DataCut.Parse(request.Parts ?? "rows", train.RowCount, false, true);
        DataLens lens = DataStudy.LensOf(request, tables, cut, TestRowChoice.Parse(null, 0));
        bool isClassification = tables.Encoder!.Positive is not null;
        BuiltInTrainer trainer = BuiltInTrainer.Of(request, isClassification);
        using var progress = new ProgressLine(messages, TimeProvider.System);
        RowAudit audit = await RowAudit.RunAsync(
            trainer.FunctionOf(train, train, lens),
            train,
            lens,
            request.Audit,
            new ShareProgress(progress),
            cancellationToken
        );
        string parts = cut.Kind == DataCut.Cut.Rows ? "" : $" in {lens.Parts.Count} parts ({cut})";
        return new DataAudit(
            audit,
            lens.Parts,
            $"{train.RowCount} training rows of {tables.TrainFile.Name}{parts}, judged by {trainer.Name} that was trained anew on {audit.Retrainings} subsets of them",
            trainer.GivesLogOdds ? "log-odds of the label"
                : isClassification ? "score, 1 for the label and -1 for the other"
                : "minus the squared error",
            request,
            trainer.Name
        );
    }

    /// <summary>Shares of the work as a line.</summary>
    private sealed class ShareProgress(ProgressLine line) : IProgress<double>
    {
        private const int Steps = 1000;

        public void Report(double value) =>
            line.Report(new EvaluationProgress((int)(value * Steps), Steps));
    }
}
