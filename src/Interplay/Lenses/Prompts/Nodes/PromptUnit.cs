namespace Interplay.Lenses.Prompts.Nodes;

/// <summary>How what was selected of a prompt is cut into parts.</summary>
public enum PromptUnit
{
    /// <summary>Not at all: a document, a message, an example or a tool is one part.</summary>
    Whole,

    /// <summary>The fields of a JSON object; what is not a JSON object is not cut.</summary>
    Fields,

    /// <summary>Runs of lines between blank ones.</summary>
    Paragraphs,

    /// <summary>Sentences.</summary>
    Sentences,

    /// <summary>Lines that are not blank.</summary>
    Lines,

    /// <summary>Words with the punctuation attached to them.</summary>
    Words,

    /// <summary>
    /// Runs of letters and digits, and each other character that is not white space by itself. This is how tokenizers cut before they cut words into
    /// pieces; it needs no tokenizer, and so its tokens are not those of any model.
    /// </summary>
    Tokens,

    /// <summary>Matches of a regular expression; the text outside the matches is never ablated.</summary>
    Pattern,
}
