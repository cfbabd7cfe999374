using System.Text;

namespace Interplay.Lenses.Text;

/// <summary>Puts a text together from gaps, contents and holes, and closes the white space around holes.</summary>
internal sealed class TextJoiner(int capacity)
{
    private readonly StringBuilder _text = new(capacity);

    /// <summary>White space that is written before the next content, if one comes.</summary>
    private string _space = "";

    /// <summary>Whether something was taken out since the last content.</summary>
    private bool _hole;

    /// <summary>Text between parts: white space, around something fixed when the parts are matches of a pattern.</summary>
    public void Gap(ReadOnlySpan<char> gap)
    {
        TextSpan core = new TextSpan(0, gap.Length).Trimmed(gap);
        if (core.Start == core.End)
        {
            Separate(gap.ToString());
            return;
        }

        Separate(gap[..core.Start].ToString());
        Content(gap[core.Start..core.End]);
        Separate(gap[core.End..].ToString());
    }

    /// <summary>A kept part, or what stands in its place.</summary>
    public void Content(ReadOnlySpan<char> content)
    {
        _text.Append(_text.Length == 0 && _hole ? Spacing.Indentation(_space) : _space);
        _text.Append(content);
        _space = "";
        _hole = false;
    }

    /// <summary>A part that was taken out.</summary>
    public void Hole() => _hole = true;

    /// <summary>The text; after a hole at the end no white space is left.</summary>
    public string Finish() => (_hole ? _text : _text.Append(_space)).ToString();

    private void Separate(string space) => _space = _hole ? Spacing.Stronger(_space, space) : space;
}
