namespace Interplay.Recovery.Spex;

/// <summary>How the signs of a bin are turned into a set of parts.</summary>
public enum SpexDecoding
{
    /// <summary>The least reliable signs are tried both ways (Chase, 1972): stronger, and slower on crowded bins.</summary>
    Soft,

    /// <summary>Each sign is taken as it is.</summary>
    Hard,
}
