using System.Globalization;

namespace Interplay.Training.MLNet;

/// <summary>How trees are boosted. The same for every subset: nothing is derived from the rows that a subset keeps.</summary>
public sealed record TreeOptions
{
    /// <summary>The largest <see cref="LeastRowsPerLeaf"/> that is chosen when none is given: LightGBM's own.</summary>
    public const int MostLeastRows = 20;

    /// <summary>Number of trees, at least 1.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Most leaves a tree, at least 2.</summary>
    public int Leaves { get; init; } = 8;

    /// <summary>Share of each tree's answer that is added, above 0.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>
    /// Least rows a leaf, at least 1; null takes a fiftieth of all training rows, from 1 to <see cref="MostLeastRows"/>. The 20 that LightGBM
    /// takes would leave halves of a table of 70 rows without any split, and the model a constant.
    /// </summary>
    public int? LeastRowsPerLeaf { get; init; }

    /// <summary>Most bins a feature, 2 to 255.</summary>
    public int Bins { get; init; } = 63;

    /// <summary>The least rows a leaf for a table of so many rows.</summary>
    internal int LeastRowsOf(int rows) =>
        LeastRowsPerLeaf ?? Math.Clamp(rows / 50, 1, MostLeastRows);

    internal string Identity(int rows) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Trees}:{Leaves}:{LearningRate:R}:{LeastRowsOf(rows)}:{Bins}"
        );

    internal TreeOptions Validated() =>
        Trees >= 1
        && Leaves >= 2
        && LearningRate > 0
        && double.IsFinite(LearningRate)
        && LeastRowsPerLeaf is null or >= 1
        && Bins is >= 2 and <= 255
            ? this
            : throw new InterplayException(
                ErrorKind.Request,
                "trainer-options-malformed",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Trees and least rows a leaf must be at least 1, leaves at least 2, bins from 2 to 255 and the learning rate above 0; found {Trees}, {LeastRowsPerLeaf}, {Leaves}, {Bins} and {LearningRate}."
                )
            );
}
