using Interplay.Masks;
using Interplay.Recovery.Spex;

namespace Interplay.Recovery.Sparse;

/// <summary>
/// Coded masks, which spell out sets of any order that no screen can afford to look for one by one, followed by uniform masks, which test what
/// the coded ones propose and carry everything else.
/// </summary>
internal sealed class CombinedDesign(CodedDesign coded) : MaskDesign
{
    /// <inheritdoc/>
    public override string Name => "combined";

    /// <summary>The coded masks; they come first.</summary>
    public CodedDesign Coded { get; } = coded;
}
