using System.Text.Json;
using System.Text.Json.Nodes;
using Interplay.Lenses;
using Interplay.Training.Findings;
using Interplay.Training.Parts;
using Interplay.Training.Tables;

namespace Interplay.Training.Studies;

/// <summary>An audit of training rows, with what names them.</summary>
/// <param name="Audit">What was found.</param>
/// <param name="Parts">The parts as reports show them.</param>
/// <param name="Subject">What was audited, in a sentence.</param>
/// <param name="Unit">What margins are measured in, in words.</param>
/// <param name="TrainerName">The trainer in words.</param>
/// <param name="Seed">Seed of every random choice.</param>
public sealed record DataAudit(
    RowAudit Audit,
    IReadOnlyList<Part> Parts,
    string Subject,
    string Unit,
    string TrainerName,
    ulong Seed
)
{
    /// <summary>What of the table was read as what, in one line: columns, missing cells, repeated rows; null where it was not read here.</summary>
    public string? ReadAs { get; init; }

    /// <summary>Audits training rows.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="progress">Receives the share that is done.</param>
    /// <param name="cancellationToken">Ends the audit; nothing comes of it then.</param>
    /// <exception cref="InterplayException"><c>target-missing</c>, what is wrong with the table, and the errors of <see cref="RowAudit.RunAsync"/>.</exception>
    public static async Task<DataAudit> RunAsync(
        DataAuditRequest request,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        TrainingTask task = request.Task;
        var tables = DataTables.Of(task, null, cancellationToken);
        TrainingData train =
            tables.Train
            ?? throw new InterplayException(
                ErrorKind.Request,
                "target-missing",
                "An audit needs to know which column holds the labels: a target."
            );
        DataCut cut = task.Parts ?? DataCut.Rows;
        DataLens lens = cut.LensOf(task, train, []);
        bool isClassification = tables.Positive is not null;
        Trainer trainer = task.TrainerFor(isClassification);
        RowAudit audit = await RowAudit.RunAsync(
            trainer.FunctionOf(train, train, lens),
            train,
            lens,
            request.Spent with
            {
                Seed = task.Seed,
            },
            progress,
            cancellationToken
        );
        string parts = cut.Kind == DataCut.Cut.Rows ? "" : $" in {lens.Parts.Count} parts ({cut})";
        return new DataAudit(
            audit,
            lens.Parts,
            $"{train.RowCount} training rows of {task.Train.Name}{parts}, judged by {trainer.Name} that was trained anew on {audit.Retrainings} subsets of them",
            !isClassification ? "minus the squared error"
                : trainer.GivesLogOdds ? "log-odds of the label"
                : "score, 1 for the label and -1 for the other",
            trainer.Name,
            task.Seed
        )
        {
            ReadAs = tables.ReadAs,
        };
    }

    /// <summary>Writes the audit as JSON (docs/data.md): all parts in their order, and the measured pairs.</summary>
    /// <param name="stream">Where to.</param>
    public void WriteJson(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        new JsonObject
        {
            ["format"] = "interplay-audit",
            ["version"] = 1,
            ["subject"] = Subject,
            ["trainer"] = TrainerName,
            ["unit"] = Unit,
            ["seed"] = Seed,
            ["retrainings"] = Audit.Retrainings,
            ["rows"] = new JsonArray([.. Audit.Rows.Select(Json)]),
            ["harmful"] = new JsonArray([
                .. Audit.Harmful(Parts.Count).Select(static row => (JsonNode)row.Part),
            ]),
            ["pairs"] = new JsonArray([.. Audit.Pairs.Select(Json)]),
        }.WriteTo(json);
    }

    private JsonNode Json(AuditedRow row) =>
        new JsonObject
        {
            ["part"] = row.Part,
            ["name"] = Parts[row.Part].Text,
            ["labelFit"] = row.LabelFit,
            ["leftOutMargin"] = row.LeftOutMargin,
            ["leftOutError"] = row.LeftOutError,
            ["effect"] = row.Effect,
            ["effectError"] = row.EffectError,
            ["contradictedLabel"] = row.ContradictedLabel,
            ["probablyMislabelled"] = row.IsProbablyMislabelled,
        };

    private static JsonNode Json(RowPair pair) =>
        new JsonObject
        {
            ["first"] = pair.First,
            ["second"] = pair.Second,
            ["similarity"] = pair.Similarity,
            ["interaction"] = pair.Interaction,
            ["standardError"] = pair.StandardError,
            ["redundant"] = pair.IsRedundant,
            ["interchangeable"] = pair.IsInterchangeable,
        };
}
