using Interplay.Interactions.Indices;

namespace Interplay.Recovery;

/// <summary>A method whose masks, and what it learns from them, depend on the index that is asked for.</summary>
public interface IIndexedMethod : IRecoveryMethod
{
    /// <summary>The method as it is for one question.</summary>
    /// <param name="index">The index.</param>
    /// <param name="order">The highest order of interactions; null takes that of the index.</param>
    IRecoveryMethod For(InteractionIndex index, int? order);
}
