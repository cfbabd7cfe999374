namespace Interplay.Reports.Subjects;

/// <summary>A row of a table: parts are its columns, or groups of them.</summary>
public sealed record RowSubject : Subject
{
    /// <summary>Which row of which table was explained on which model, and what stood in for removed columns; one or more whole sentences.</summary>
    public required string Sentence { get; init; }

    /// <summary>Name of the model, or the command of a program; null where that was not said.</summary>
    public string? Model { get; init; }

    /// <summary>Name of the table; null where that was not said.</summary>
    public string? TableFile { get; init; }

    /// <summary>Number of the row, from 0; null where that was not said.</summary>
    public int? Row { get; init; }
}
