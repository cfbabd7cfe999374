namespace Interplay.Reports.Subjects;

/// <summary>A table of ablations that were evaluated elsewhere; its text is one that the masks were said to be about.</summary>
public sealed record TableSubject : Subject;
