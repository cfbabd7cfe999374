namespace Interplay.ValueFunctions.Games;

/// <summary>The noise-free function of a game, before any link.</summary>
internal interface IGameFunction
{
    /// <summary>The value at one packed mask.</summary>
    double Value(ReadOnlySpan<ulong> mask);
}
