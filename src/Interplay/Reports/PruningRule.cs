namespace Interplay.Reports;

/// <summary>How the parts to remove are chosen.</summary>
public enum PruningRule
{
    /// <summary>The best mask of the whole spectrum, interactions included.</summary>
    Interactions,

    /// <summary>The parts whose effect on its own, over random masks, is least useful: the best mask if there were no interactions.</summary>
    SingleEffects,

    /// <summary>The parts whose effect on its own, over random masks, is smallest either way.</summary>
    WeakestEffects,

    /// <summary>The parts whose removal alone from the whole model was measured to cost least.</summary>
    OneAtATime,
}
