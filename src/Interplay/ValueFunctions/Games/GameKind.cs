namespace Interplay.ValueFunctions.Games;

/// <summary>How a game's function is written down.</summary>
public enum GameKind
{
    /// <summary>Fourier terms.</summary>
    Fourier,

    /// <summary>Moebius terms.</summary>
    Moebius,

    /// <summary>All 2^n values.</summary>
    Table,

    /// <summary>A sum of decision trees on the mask bits.</summary>
    Trees,
}
