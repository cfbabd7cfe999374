namespace Interplay.Programs;

/// <summary>What can be wrong with a program that is a value function.</summary>
internal sealed class ValueFaults : ProgramFaults
{
    public static ValueFaults Named { get; } = new();

    public override string Noun => "program";

    public override InterplayException Options(string message) =>
        new(ErrorKind.Request, "program-options-malformed", message);

    public override InterplayException NotStarted(string message, Exception cause) =>
        new(ErrorKind.ValueFunction, "program-not-started", message, cause);

    public override InterplayException Exited(string message, Exception? cause) =>
        new(ErrorKind.ValueFunction, "program-exited", message, cause);

    public override InterplayException TimedOut(string message, Exception cause) =>
        new(ErrorKind.ValueFunction, "program-timeout", message, cause);

    public override InterplayException Malformed(string message, Exception? cause = null) =>
        new(ErrorKind.ValueFunction, "program-malformed", message, cause);

    public override InterplayException Said(string message) =>
        new(ErrorKind.ValueFunction, "program-error", message);

    public override InterplayException NotFinite(string message) =>
        new(ErrorKind.ValueFunction, "program-value-not-finite", message);
}
