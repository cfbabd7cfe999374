namespace Interplay.Cli.Data;

/// <summary>The trainers that are built in.</summary>
internal enum Trainer
{
    /// <summary>Logistic regression.</summary>
    Logistic,

    /// <summary>Ridge regression.</summary>
    Ridge,

    /// <summary>Nearest neighbours.</summary>
    NearestNeighbours,
}
