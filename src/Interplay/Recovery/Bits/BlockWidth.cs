namespace Interplay.Recovery.Bits;

/// <summary>How many columns of a block are gone through at once.</summary>
internal enum BlockWidth
{
    /// <summary>One, without vector instructions.</summary>
    One,

    /// <summary>Eight; needs AVX2.</summary>
    Eight,

    /// <summary>Sixteen; needs AVX-512.</summary>
    Sixteen,
}
