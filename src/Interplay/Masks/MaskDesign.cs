namespace Interplay.Masks;

/// <summary>The rule that chose the masks of a plan. Methods that need structure (SPEX) look for their own design here.</summary>
public abstract class MaskDesign
{
    /// <summary>Name of the rule, lower case, as reports and files spell it.</summary>
    public abstract string Name { get; }
}
