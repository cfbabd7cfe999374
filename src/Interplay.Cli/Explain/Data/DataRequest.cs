using Interplay.Training.Findings;
using Interplay.Training.MLNet;
using Interplay.Training.Programs;
using Interplay.Training.Refits;

namespace Interplay.Cli.Explain.Data;

/// <summary>What is asked of training data, as the command line says it.</summary>
internal sealed record DataRequest
{
    public required string TrainPath { get; init; }

    public string? TestPath { get; init; }

    public string? Target { get; init; }

    public string? Positive { get; init; }

    public string? Rows { get; init; }

    public string? Output { get; init; }

    public string? Parts { get; init; }

    public double Keep { get; init; } = 0.5;

    public string? Id { get; init; }

    public IReadOnlyList<string> Dropped { get; init; } = [];

    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Folder of the encoder of texts.</summary>
    public required string EncoderFolder { get; init; }

    public Trainer? Trainer { get; init; }

    public required RetrainingOptions Refits { get; init; }

    /// <summary>How trees are boosted; null where no option of theirs was given.</summary>
    public TreeOptions? Trees { get; init; }

    /// <summary>What an audit spends.</summary>
    public required RowAuditOptions Audit { get; init; }

    /// <summary>The program that is the trainer; null for those that are built in.</summary>
    public TrainerCommandOptions? Program { get; init; }

    public required ulong Seed { get; init; }
}
