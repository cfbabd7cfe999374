using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Training.MLNet;

namespace Interplay.Cli.Explain.Data;

/// <summary>The options of trainers that boost trees.</summary>
internal sealed class TreeTrainerOptions
{
    private static readonly TreeOptions Defaults = new();

    private readonly Option<int?> _trees = Numbers.Whole(
        "--trees",
        "N",
        $"Trees of lightgbm and fasttree, 1 or more [default: {Defaults.Trees}]"
    );

    private readonly Option<int?> _leaves = Numbers.Whole(
        "--leaves",
        "N",
        $"Most leaves of each tree, 2 or more [default: {Defaults.Leaves}]"
    );

    private readonly Option<int?> _leafRows = Numbers.Whole(
        "--leaf-rows",
        "N",
        $"Least training rows in a leaf, 1 or more [default: a fiftieth of the training rows, 1 to {TreeOptions.MostLeastRows}]"
    );

    private readonly Option<double?> _rate = Numbers.Real(
        "--learning-rate",
        "R",
        "Share of each tree's answer that is added, above 0 [default: 0.1]"
    );

    public void AddTo(Command command)
    {
        command.Options.Add(_trees);
        command.Options.Add(_leaves);
        command.Options.Add(_leafRows);
        command.Options.Add(_rate);
    }

    /// <summary>Whether any of them was given.</summary>
    public bool AreGiven(ParseResult parsed) =>
        parsed.GetResult(_trees) is not null
        || parsed.GetResult(_leaves) is not null
        || parsed.GetResult(_leafRows) is not null
        || parsed.GetResult(_rate) is not null;

    public TreeOptions Read(ParseResult parsed) =>
        Defaults with
        {
            Trees = parsed.GetValue(_trees) ?? Defaults.Trees,
            Leaves = parsed.GetValue(_leaves) ?? Defaults.Leaves,
            LeastRowsPerLeaf = parsed.GetValue(_leafRows),
            LearningRate = parsed.GetValue(_rate) ?? Defaults.LearningRate,
        };
}
