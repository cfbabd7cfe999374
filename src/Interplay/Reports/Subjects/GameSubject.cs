namespace Interplay.Reports.Subjects;

/// <summary>A game: a function whose answer is known.</summary>
public sealed record GameSubject : Subject;
