using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Training.MLNet;
using Interplay.Training.Programs;
using Interplay.Training.Refits;

namespace Interplay.Cli.Explain.Data;

/// <summary>The options that say what is retrained.</summary>
internal sealed class TrainerOptions
{
    private readonly Option<string?> _trainer = new("--trainer")
    {
        HelpName = "NAME",
        Description =
            "What is retrained: logistic, ridge, knn (nearest neighbours), or of ML.NET: lightgbm, fasttree (boosted trees), lbfgs (logistic regression) [default: logistic for two classes, ridge for numbers]",
    };

    private readonly Option<double?> _penalty = Numbers.Real(
        "--penalty",
        "L",
        "Weight of the squared weights of ridge, logistic and lbfgs, above 0 [default: 1]"
    );

    private readonly Option<int?> _neighbours = Numbers.Whole(
        "--neighbours",
        "K",
        "How many nearest kept rows vote in knn, 1 or more [default: 5]"
    );

    private readonly Option<string?> _command = new("--trainer-command")
    {
        HelpName = "COMMAND",
        Description =
            "A program of yours that is the trainer, such as \"python3 train.py\": it reads subsets and writes outputs, one JSON object a line (docs/data.md). Its answers are kept in the journal; the same command goes on from them. An output whose name holds loss or error counts as better when it is smaller.",
    };

    private readonly Option<int?> _workers = Numbers.Whole(
        "--workers",
        "N",
        "How many copies of the program run side by side, or threads of the trainers here [default: 1, or one a core]"
    );

    private readonly Option<double?> _timeout = Numbers.Real(
        "--timeout",
        "SECONDS",
        "Longest wait for one answer of the program [default: 600]"
    );

    private readonly Option<int?> _attempts = Numbers.Whole(
        "--attempts",
        "N",
        "How often a subset is tried, each time with a fresh copy of the program, before the run fails [default: 3]"
    );

    private readonly TreeTrainerOptions _trees = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_trainer);
        command.Options.Add(_penalty);
        command.Options.Add(_neighbours);
        _trees.AddTo(command);
        command.Options.Add(_command);
        command.Options.Add(_workers);
        command.Options.Add(_timeout);
        command.Options.Add(_attempts);
    }

    /// <summary>The trainer of that name; null when none was named.</summary>
    /// <exception cref="InterplayException"><c>trainer-unknown</c>.</exception>
    public Trainer? Named(ParseResult parsed) =>
        parsed.GetValue(_trainer) switch
        {
            null => null,
            "logistic" => Trainer.Logistic,
            "ridge" => Trainer.Ridge,
            "knn" => Trainer.NearestNeighbours,
            "lightgbm" => Trainer.LightGbm,
            "fasttree" => Trainer.FastTree,
            "lbfgs" => Trainer.Lbfgs,
            var other => throw new InterplayException(
                ErrorKind.Request,
                "trainer-unknown",
                $"Trainers are logistic, ridge, knn, lightgbm, fasttree and lbfgs, or a program with --trainer-command; found '{other}'."
            ),
        };

    /// <summary>How the trainers here refit.</summary>
    public RetrainingOptions Refits(ParseResult parsed) =>
        new()
        {
            Penalty = parsed.GetValue(_penalty) ?? 1,
            Neighbours = parsed.GetValue(_neighbours) ?? 5,
            Threads = parsed.GetValue(_workers),
        };

    /// <summary>How trees are boosted; null where nothing was said of it.</summary>
    /// <exception cref="InterplayException"><c>trainer-options-contradict</c>: trees are not what is trained.</exception>
    public TreeOptions? Trees(ParseResult parsed) =>
        !_trees.AreGiven(parsed) ? null
        : Named(parsed) is Trainer.LightGbm or Trainer.FastTree ? _trees.Read(parsed)
        : throw new InterplayException(
            ErrorKind.Request,
            "trainer-options-contradict",
            "--trees, --leaves, --leaf-rows and --learning-rate are options of --trainer lightgbm and fasttree."
        );

    /// <summary>The program that is the trainer; null when none was named.</summary>
    /// <exception cref="InterplayException"><c>trainer-options-malformed</c>.</exception>
    public TrainerCommandOptions? Program(ParseResult parsed)
    {
        if (parsed.GetValue(_command) is not { } command)
        {
            return null;
        }

        double seconds = parsed.GetValue(_timeout) ?? 600;
        return seconds is > 0 and < 1e7
            ? new TrainerCommandOptions
            {
                Command = command,
                Workers = parsed.GetValue(_workers) ?? 1,
                Timeout = TimeSpan.FromSeconds(seconds),
                Attempts = parsed.GetValue(_attempts) ?? 3,
            }
            : throw new InterplayException(
                ErrorKind.Request,
                "trainer-options-malformed",
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"--timeout must be above 0 and below 10^7 seconds; found {seconds}."
                )
            );
    }
}
