using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Lenses.Prompts;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Lenses.Text;
using Interplay.Reports.Subjects;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>The options that name a prompt and cut it into parts.</summary>
internal sealed class PromptOptions
{
    private const string DefaultParts = "documents";

    private readonly Argument<string> _file = new("PROMPT")
    {
        Description =
            "The prompt: a chat-completion request (.json: messages, tools, documents), or any other file as plain text; - reads JSON from standard input.",
    };

    private readonly Option<string> _parts = new("--parts")
    {
        HelpName = "CUT",
        Description =
            "What one part is: documents, messages, system, user, examples, tools, or fields, paragraphs, sentences, lines, words, tokens, regex:PATTERN; or a list such as documents,system:sentences. What is not named is never taken away; what is named has to be there.",
        DefaultValueFactory = static _ => DefaultParts,
    };

    private readonly Option<string> _ablation = new("--ablation")
    {
        HelpName = "HOW",
        Description =
            "How a part is taken away: remove (the gap closes, JSON and tags stay valid), mask (the text [MASK]), or replace:TEXT.",
        DefaultValueFactory = static _ => "remove",
    };

    private readonly Option<string[]> _fixed = new("--fixed")
    {
        HelpName = "PATTERN",
        Description =
            "Text that is never taken away: literal text (space and case count), or regex:PATTERN for a regular expression; everywhere it stands, and it has to stand somewhere. May be given again.",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_file);
        command.Options.Add(_parts);
        command.Options.Add(_ablation);
        command.Options.Add(_fixed);
    }

    /// <summary>The prompt of the file.</summary>
    public PromptFile ReadFile(ParseResult parsed) => ChatFile.Read(parsed.GetRequiredValue(_file));

    /// <summary>The prompt cut into parts.</summary>
    public PromptLens Cut(ParseResult parsed, Prompt prompt)
    {
        TextLensOptions how = TextCut.Parse("words", parsed.GetRequiredValue(_ablation));
        return PromptLens.Create(
            prompt,
            new PromptLensOptions
            {
                Parts = PromptSelection.Parse(parsed.GetRequiredValue(_parts)),
                Ablation = how.Ablation,
                Replacement = how.Replacement,
                Fixed = parsed.GetValue(_fixed) ?? [],
            }
        );
    }

    /// <summary>The prompt as an explanation knows it.</summary>
    public PromptSubject Subject(ParseResult parsed, PromptLens lens, string model) =>
        new()
        {
            Parts = lens.Parts,
            Text = lens.Text,
            Cut = parsed.GetRequiredValue(_parts),
            Ablation = parsed.GetRequiredValue(_ablation),
            Fixed = parsed.GetValue(_fixed) ?? [],
            Model = model,
        };

    /// <summary>What was cut and how, in a few words.</summary>
    public string Summary(ParseResult parsed) =>
        $"{Path.GetFileName(parsed.GetRequiredValue(_file))} · {parsed.GetRequiredValue(_parts)}";
}
