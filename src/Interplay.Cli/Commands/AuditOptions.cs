using System.CommandLine;
using System.CommandLine.Parsing;

namespace Interplay.Cli.Commands;

/// <summary>Which options of <c>explain data</c> mean something to an audit of training rows.</summary>
internal static class AuditOptions
{
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
        "--workers",
        "--seed",
        "--json",
        "--top",
        "--quiet",
        "--no-color",
    ];

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
