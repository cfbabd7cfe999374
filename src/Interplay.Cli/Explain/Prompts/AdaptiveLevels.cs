using System.CommandLine;
using Interplay.Lenses;
using Interplay.Runs;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>The option that goes from coarse parts to fine ones.</summary>
internal sealed class AdaptiveLevels
{
    private readonly Option<string?> _then = new("--then")
    {
        HelpName = "UNITS",
        Description =
            "Cut the parts that matter finer, level by level: sentences, or sentences,words. What was paid for at one level is learned from again at the next.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_then);
        command.Validators.Add(result =>
        {
            bool inRounds = result.Children.Any(static child =>
                child
                    is System.CommandLine.Parsing.OptionResult
                    {
                        Option.Name: "--rounds" or "--until-r2" or "--max-price-per-point"
                    }
            );
            if (result.GetResult(_then) is not null && inRounds)
            {
                result.AddError("--then goes level by level, not in rounds; give one of them.");
            }
        });
    }

    /// <summary>The levels; null when they were not asked for.</summary>
    /// <exception cref="InterplayException"><c>unknown-parts</c>.</exception>
    public AdaptiveOptions? Read(ParseResult parsed) =>
        parsed.GetValue(_then) is { } units
            ? new AdaptiveOptions
            {
                Units =
                [
                    .. units
                        .Split(',', StringSplitOptions.TrimEntries)
                        .Select(static unit => Unit(unit)),
                ],
            }
            : null;

    private static TextUnit Unit(string name) =>
        name switch
        {
            "paragraphs" => TextUnit.Paragraph,
            "lines" => TextUnit.Line,
            "sentences" => TextUnit.Sentence,
            "words" => TextUnit.Word,
            _ => throw new InterplayException(
                ErrorKind.Request,
                "unknown-parts",
                $"--then takes paragraphs, lines, sentences and words; found '{name}'."
            ),
        };
}
