using System.CommandLine;
using Interplay.Lenses.Text;
using Interplay.Reports.Subjects;

namespace Interplay.Cli.Options;

/// <summary>The options that name a text and cut it into parts.</summary>
internal sealed class TextOptions
{
    private readonly TextArgument _argument = new();

    private readonly Option<string?> _text = new("--text")
    {
        HelpName = "TEXT",
        Description = "The text, in quotes; - reads it from standard input.",
    };

    private readonly Option<string?> _file = new("--file")
    {
        HelpName = "FILE",
        Description = "Read the text from this UTF-8 file.",
    };

    private readonly Option<string> _parts = new("--parts")
    {
        HelpName = "CUT",
        Description =
            "What one part is: words, sentences, lines, paragraphs, or regex:PATTERN (each match is a part).",
        DefaultValueFactory = static _ => TextCut.DefaultParts,
    };

    private readonly Option<string> _ablation = new("--ablation")
    {
        HelpName = "HOW",
        Description =
            "How a part is taken away: remove (the gap closes), mask (the model's mask token), or replace:TEXT.",
        DefaultValueFactory = static _ => TextCut.DefaultAblation,
    };

    private bool _takesArgument;

    /// <summary>The text as the argument of the verb.</summary>
    public void AddArgumentTo(Command command)
    {
        _takesArgument = true;
        command.Arguments.Add(_argument);
        command.Options.Add(_file);
        AddCutTo(command);
    }

    /// <summary>The text as an option, for verbs whose argument is something else.</summary>
    public void AddOptionTo(Command command)
    {
        command.Options.Add(_text);
        command.Options.Add(_file);
        AddCutTo(command);
    }

    /// <summary>The text cut into parts, or null when no text was given.</summary>
    public TextLens? Read(ParseResult parsed)
    {
        string? text = TextSource.Read(
            _takesArgument ? parsed.GetValue(_argument) : parsed.GetValue(_text),
            parsed.GetValue(_file)
        );
        TextLensOptions options = Cut(parsed);
        return text is null ? null : TextLens.Create(text, options);
    }

    /// <summary>How texts are cut into parts, and how these are taken away.</summary>
    public TextLensOptions Cut(ParseResult parsed) =>
        TextCut.Parse(parsed.GetRequiredValue(_parts), parsed.GetRequiredValue(_ablation));

    /// <summary>The file that holds the text, or texts; null where none was named.</summary>
    public string? File(ParseResult parsed) => parsed.GetValue(_file);

    /// <summary>The text cut into parts; it must have been given.</summary>
    /// <exception cref="InterplayException"><c>text-missing</c>.</exception>
    public TextLens ReadRequired(ParseResult parsed) =>
        Read(parsed)
        ?? throw new InterplayException(
            ErrorKind.Request,
            "text-missing",
            $"A text is needed: give it in quotes{(_takesArgument ? "" : " as --text TEXT")}, as - to read standard input, or as --file FILE."
        );

    /// <summary>The text as an explanation knows it.</summary>
    public TextSubject Subject(ParseResult parsed, TextLens lens, string model) =>
        new()
        {
            Parts = lens.Parts,
            Text = lens.Text,
            Cut = parsed.GetRequiredValue(_parts),
            // A model without a mask token takes parts away as its lens does, whatever was asked for.
            Ablation =
                lens.Options.Ablation == TextAblation.Remove
                    ? TextCut.Removal
                    : parsed.GetRequiredValue(_ablation),
            Model = model,
        };

    private void AddCutTo(Command command)
    {
        command.Options.Add(_parts);
        command.Options.Add(_ablation);
    }
}
