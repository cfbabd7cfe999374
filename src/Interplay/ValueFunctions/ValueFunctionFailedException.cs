using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>The value function failed or gave a number that is not finite. What was evaluated before is in <see cref="Completed"/>.</summary>
public sealed class ValueFunctionFailedException : InterplayException
{
    internal ValueFunctionFailedException(
        string name,
        string message,
        Mask mask,
        Ablations completed,
        Exception? inner
    )
        : base(ErrorKind.ValueFunction, name, message, inner)
    {
        Mask = mask;
        Completed = completed;
    }

    /// <summary>The first mask that has no value.</summary>
    public Mask Mask { get; }

    /// <summary>Every ablation that was evaluated or found in the journal before the failure.</summary>
    public Ablations Completed { get; }
}
