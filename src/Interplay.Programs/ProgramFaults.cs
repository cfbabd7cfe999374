namespace Interplay.Programs;

/// <summary>What can be wrong with a program that is asked, each by its name; a trainer has other names than a value function.</summary>
internal abstract class ProgramFaults
{
    /// <summary>What messages call the program: <c>trainer</c>.</summary>
    public abstract string Noun { get; }

    /// <summary>A limit out of its range, or a command that cannot be parted into words.</summary>
    public abstract InterplayException Options(string message);

    /// <summary>There is no such program, or it may not be run.</summary>
    public abstract InterplayException NotStarted(string message, Exception cause);

    /// <summary>It ended before it answered.</summary>
    public abstract InterplayException Exited(string message, Exception? cause);

    /// <summary>It gave no answer in time.</summary>
    public abstract InterplayException TimedOut(string message, Exception cause);

    /// <summary>It wrote something else than the protocol.</summary>
    public abstract InterplayException Malformed(string message, Exception? cause = null);

    /// <summary>It says itself that it failed.</summary>
    public abstract InterplayException Said(string message);

    /// <summary>A value is no finite number.</summary>
    public abstract InterplayException NotFinite(string message);
}
