namespace Interplay.Lenses;

/// <summary>What counts as one part of a text.</summary>
public enum TextUnit
{
    /// <summary>
    /// A word with the punctuation attached to it. Apostrophes, hyphens and numbers such as <c>8.5/10</c> stay whole;
    /// punctuation that stands alone joins a neighbour on its line. Each Chinese character (ideograph) is a word of its own;
    /// other scripts without spaces (kana, Thai) are cut at spaces only, so give those a <see cref="Pattern"/>.
    /// </summary>
    Word,

    /// <summary>A sentence. Titles, initials and abbreviations inside a sentence do not end it; a blank line does.</summary>
    Sentence,

    /// <summary>A line that is not blank.</summary>
    Line,

    /// <summary>A run of lines between blank ones.</summary>
    Paragraph,

    /// <summary>A match of a regular expression. Text outside the matches is never ablated.</summary>
    Pattern,
}
