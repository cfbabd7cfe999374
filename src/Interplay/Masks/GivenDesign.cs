namespace Interplay.Masks;

/// <summary>Masks that came from outside: a table that another program chose or filled.</summary>
internal sealed class GivenDesign : MaskDesign
{
    /// <inheritdoc/>
    public override string Name => "given";

    /// <inheritdoc/>
    public override bool HasPrefixes => true;
}
