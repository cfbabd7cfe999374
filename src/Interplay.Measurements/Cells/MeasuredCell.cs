using System.Text.Json.Serialization;

namespace Interplay.Measurements.Cells;

/// <summary>One method on one case at one setting: what identifies it, and what came out or why nothing did.</summary>
public sealed record MeasuredCell
{
    /// <summary>Name of the table or game: its file name without the ending.</summary>
    public required string Case { get; init; }

    /// <summary>Hash of the case's content.</summary>
    public required string Hash { get; init; }

    /// <summary>The alpha or budget.</summary>
    public required double Setting { get; init; }

    /// <summary>Name of the method.</summary>
    public required string Method { get; init; }

    /// <summary>Seed of the method.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Most terms scored.</summary>
    public required int MaxTerms { get; init; }

    /// <summary>Version and build of the engine that measured.</summary>
    public required string Engine { get; init; }

    /// <summary>Number of parts.</summary>
    public required int Parts { get; init; }

    /// <summary>Ablations learned from; in a skipped cell those that were asked for.</summary>
    public required int Ablations { get; init; }

    /// <summary>The figures; null when the cell was skipped.</summary>
    public CellFigures? Figures { get; init; }

    /// <summary>Why there are no figures; null when there are.</summary>
    public string? Skipped { get; init; }

    /// <summary>R2 of the cell; null when it was skipped or R2 is not defined.</summary>
    [JsonIgnore]
    public double? R2 => Figures?.R2;

    /// <summary>Whether the other cell is the same question, and so its figures are of use.</summary>
    public bool Answers(MeasuredCell question) =>
        this with
        {
            Parts = question.Parts,
            Ablations = question.Ablations,
            Figures = null,
            Skipped = null,
        } == question;

    /// <summary>Whether the other cell is in the same place of a report; only one of them can be in it.</summary>
    public bool Replaces(MeasuredCell other) =>
        Case == other.Case
        && Setting.Equals(other.Setting)
        && Method == other.Method
        && Seed == other.Seed
        && MaxTerms == other.MaxTerms;
}
