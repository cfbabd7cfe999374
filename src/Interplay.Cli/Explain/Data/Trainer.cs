namespace Interplay.Cli.Explain.Data;

/// <summary>The trainers that are built in.</summary>
internal enum Trainer
{
    /// <summary>Logistic regression.</summary>
    Logistic,

    /// <summary>Ridge regression.</summary>
    Ridge,

    /// <summary>Nearest neighbours.</summary>
    NearestNeighbours,

    /// <summary>Boosted trees by LightGBM.</summary>
    LightGbm,

    /// <summary>Boosted trees by FastTree.</summary>
    FastTree,

    /// <summary>Logistic regression by ML.NET's L-BFGS.</summary>
    Lbfgs,
}
