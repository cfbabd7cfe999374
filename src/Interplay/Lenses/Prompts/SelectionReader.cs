using Interplay.Lenses.Prompts.Nodes;

namespace Interplay.Lenses.Prompts;

/// <summary>Reads selections word by word.</summary>
internal sealed class SelectionReader(string text)
{
    private int _at;

    public List<PromptSelection> Read()
    {
        var selections = new List<PromptSelection>();
        do
        {
            selections.Add(Next());
            if (_at < text.Length && text[_at] == ':')
            {
                throw Unknown(text[_at..]);
            }
        } while (_at++ < text.Length);
        return selections;
    }

    private PromptSelection Next()
    {
        string word = Word();
        if (SelectionNames.UnitOf(word) is PromptUnit unit)
        {
            return new PromptSelection(PromptTarget.All, unit);
        }

        if (word == SelectionNames.Regex)
        {
            return Pattern(new PromptSelection(PromptTarget.All, PromptUnit.Pattern));
        }

        PromptSelection selection =
            word == SelectionNames.Message
                ? new PromptSelection(PromptTarget.Message) { Message = Number() }
                : new PromptSelection(SelectionNames.TargetOf(word) ?? throw Unknown(word));
        if (!Colon())
        {
            return selection;
        }

        word = Word();
        return word == SelectionNames.Regex
            ? Pattern(selection with { Unit = PromptUnit.Pattern })
            : selection with
            {
                Unit = SelectionNames.UnitOf(word) ?? throw Unknown(word),
            };
    }

    private string Word()
    {
        int start = _at;
        while (_at < text.Length && text[_at] is not (',' or ':'))
        {
            _at++;
        }

        return text[start.._at].Trim();
    }

    private bool Colon()
    {
        if (_at < text.Length && text[_at] == ':')
        {
            _at++;
            return true;
        }

        return false;
    }

    private int Number()
    {
        string word = Colon() ? Word() : "";
        return int.TryParse(word, System.Globalization.NumberStyles.None, null, out int number)
            ? number
            : throw Unknown($"{SelectionNames.Message}:{word}");
    }

    private PromptSelection Pattern(PromptSelection selection)
    {
        if (!Colon() || _at == text.Length)
        {
            throw Unknown($"{SelectionNames.Regex} without a pattern");
        }

        string pattern = text[_at..];
        _at = text.Length;
        return selection with { Pattern = pattern };
    }

    private InterplayException Unknown(string word) =>
        new(
            ErrorKind.Request,
            "parts-unreadable",
            $"'{word}' in '{text}' does not say what the parts of a prompt are; known are {SelectionNames.Known}."
        );
}
