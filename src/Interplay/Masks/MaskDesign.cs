namespace Interplay.Masks;

/// <summary>The rule that chose the masks of a plan. Methods that need structure (SPEX) look for their own design here.</summary>
public abstract class MaskDesign
{
    /// <summary>Name of the rule, lower case, as reports and files spell it.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether the first masks of a plan, however many, are as good as a plan of their own, so that a run may stop early and go on later.
    /// </summary>
    public virtual bool HasPrefixes => false;
}
