namespace Interplay.Reports;

/// <summary>What is said of parts of training data.</summary>
public enum FindingKind
{
    /// <summary>Keeping the part makes the output worse, as mislabelled rows do.</summary>
    Harmful,

    /// <summary>A harmful row whose label is probably wrong: models that never saw it or its copies speak against it, seven to one and more.</summary>
    Mislabelled,

    /// <summary>Own effects of one sign, the joint one against them: partly the same news twice, as duplicates are.</summary>
    Redundant,

    /// <summary>Own effects of one sign, or none worth naming, and the joint one with them: worth more together than apart.</summary>
    Synergistic,

    /// <summary>Own effects of both signs: one pulls the model up where the other pulls it down.</summary>
    Conflicting,

    /// <summary>The parts are rows with equal features and targets.</summary>
    Duplicate,

    /// <summary>The parts are rows with equal features and different targets: one of them is wrong, or the features do not tell.</summary>
    Contradiction,
}
