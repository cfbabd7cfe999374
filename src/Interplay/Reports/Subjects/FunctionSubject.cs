namespace Interplay.Reports.Subjects;

/// <summary>Any value function, of which only the parts are known.</summary>
public sealed record FunctionSubject : Subject;
