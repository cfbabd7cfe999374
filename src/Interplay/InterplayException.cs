namespace Interplay;

/// <summary>
/// Base of every error Interplay raises on purpose. <see cref="Name"/> is stable and is the heading of the error in <c>docs/errors.md</c>;
/// the message quotes what was found and what was expected.
/// </summary>
public class InterplayException : Exception
{
    /// <summary>Creates a named error.</summary>
    /// <param name="kind">Broad class of the error.</param>
    /// <param name="name">Stable kebab-case name, the heading in <c>docs/errors.md</c>.</param>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="inner">The cause, if another exception is one.</param>
    public InterplayException(ErrorKind kind, string name, string message, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        Name = name;
    }

    /// <summary>Broad class of the error.</summary>
    public ErrorKind Kind { get; }

    /// <summary>Stable kebab-case name of the error.</summary>
    public string Name { get; }
}
