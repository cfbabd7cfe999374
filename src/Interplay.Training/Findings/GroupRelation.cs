namespace Interplay.Training.Findings;

/// <summary>How training parts act together, from their joint effect J and their own effects (-2 F({i})).</summary>
public enum GroupRelation
{
    /// <summary>Own effects of one sign, J against them: partly the same news twice, as duplicates are.</summary>
    Redundant,

    /// <summary>Own effects of one sign (or none worth naming), J with them: worth more together than apart.</summary>
    Synergistic,

    /// <summary>Own effects of both signs: one pulls the model up where the other pulls it down.</summary>
    Conflicting,
}
