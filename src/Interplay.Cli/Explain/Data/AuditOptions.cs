using System.CommandLine;
using System.CommandLine.Parsing;
using Interplay.Cli.Options;
using Interplay.Training.Findings;

namespace Interplay.Cli.Explain.Data;

/// <summary>What an audit of training rows spends, and which options of <c>explain data</c> mean something to it.</summary>
internal sealed class AuditOptions
{
    private static readonly RowAuditOptions Defaults = new();

    private readonly Option<int?> _contexts = Numbers.Whole(
        "--contexts",
        "N",
        $"Of an audit: in how many random halves each row is added or taken away, 4 to 1000 [default: {Defaults.Contexts}]"
    );

    private readonly Option<int?> _pairs = Numbers.Whole(
        "--pairs",
        "N",
        $"Of an audit: how many of the most similar pairs are measured (1 to 10000), with {4 * Defaults.PairContexts} retrainings each [default: {Defaults.Candidates}]"
    );

    private static readonly string[] Known =
    [
        "--target",
        "--positive",
        "--drop",
        "--id",
        "--text-columns",
        "--model",
        "--parts",
        "--trainer",
        "--penalty",
        "--neighbours",
        "--trees",
        "--leaves",
        "--leaf-rows",
        "--learning-rate",
        "--contexts",
        "--pairs",
        "--workers",
        "--seed",
        "--json",
        "--top",
        "--quiet",
        "--no-color",
    ];

    public void AddTo(Command command)
    {
        command.Options.Add(_contexts);
        command.Options.Add(_pairs);
    }

    public RowAuditOptions Read(ParseResult parsed, ulong seed) =>
        Defaults with
        {
            Seed = seed,
            Contexts = parsed.GetValue(_contexts) ?? Defaults.Contexts,
            Candidates = parsed.GetValue(_pairs) ?? Defaults.Candidates,
        };

    /// <summary>Options of an audit say nothing elsewhere.</summary>
    /// <exception cref="InterplayException"><c>audit-option-unknown</c>.</exception>
    public void CheckUnused(ParseResult parsed)
    {
        if (parsed.GetResult(_contexts) is not null || parsed.GetResult(_pairs) is not null)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "audit-option-unknown",
                "--contexts and --pairs are options of an audit, which is made of training rows alone: without --test, --row, --output and --trainer-command."
            );
        }
    }

    /// <summary>Nothing that was asked for is left undone silently.</summary>
    /// <exception cref="InterplayException"><c>audit-option-unknown</c>.</exception>
    public static void Check(ParseResult parsed)
    {
        string[] others =
        [
            .. parsed
                .CommandResult.Children.OfType<OptionResult>()
                .Where(static option => !option.Implicit)
                .Select(static option => option.Option.Name)
                .Except(Known, StringComparer.Ordinal),
        ];
        if (others.Length > 0)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "audit-option-unknown",
                $"Without --test FILE the training rows themselves are audited, and {string.Join(", ", others)} {(others.Length == 1 ? "says" : "say")} nothing there. An audit takes {string.Join(", ", Known)}."
            );
        }
    }
}
