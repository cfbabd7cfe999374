using Interplay.Programs;

namespace Interplay.Training.Programs;

/// <summary>What can be wrong with a program that is a trainer.</summary>
internal sealed class TrainerFaults : ProgramFaults
{
    public static TrainerFaults Named { get; } = new();

    public override string Noun => "trainer";

    public override InterplayException Options(string message) =>
        new(ErrorKind.Request, "trainer-options-malformed", message);

    public override InterplayException NotStarted(string message, Exception cause) =>
        new(ErrorKind.ValueFunction, "trainer-command-not-started", message, cause);

    public override InterplayException Exited(string message, Exception? cause) =>
        new(ErrorKind.ValueFunction, "trainer-command-exited", message, cause);

    public override InterplayException TimedOut(string message, Exception cause) =>
        new(ErrorKind.ValueFunction, "trainer-command-timeout", message, cause);

    public override InterplayException Malformed(string message, Exception? cause = null) =>
        new(ErrorKind.ValueFunction, "trainer-command-malformed", message, cause);

    public override InterplayException Said(string message) =>
        new(ErrorKind.ValueFunction, "trainer-command-error", message);

    public override InterplayException NotFinite(string message) =>
        new(ErrorKind.ValueFunction, "trainer-value-not-finite", message);
}
