using Interplay.Lenses;
using Interplay.Masks;

namespace Interplay.Cli.Sections;

/// <summary>Short names of parts: their own, as [2], or their words in quotes; repeated ones numbered so that one "not" can be told from the other.</summary>
internal sealed class PartNames
{
    private const int Longest = 28;
    private const int LongestBeginning = 40;

    private readonly IReadOnlyList<Part> _parts;
    private readonly string[] _names;

    public PartNames(IReadOnlyList<Part> parts)
    {
        _parts = parts;
        string[] texts = [.. parts.Select(static part => Shortened(part))];
        var counts = texts
            .CountBy(static text => text, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(StringComparer.OrdinalIgnoreCase);
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        _names = new string[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            int number = seen[texts[i]] = seen.GetValueOrDefault(texts[i]) + 1;
            _names[i] = counts[texts[i]] > 1 ? $"{texts[i]}#{number}" : texts[i];
        }
    }

    /// <summary>Whether some part has a name that does not tell what it says.</summary>
    public bool NeedBeginnings => _parts.Any(static part => part.Name is not null);

    /// <summary>The name of one part.</summary>
    /// <summary>Number of parts.</summary>
    public int Count => _parts.Count;

    public string this[int part] => _names[part];

    /// <summary>The names of a set, in reading order.</summary>
    public string Of(PartSet set) =>
        string.Join(" + ", set.Parts.ToArray().Select(part => _names[part]));

    /// <summary>How a part that has a name of its own begins; nothing for others, whose name is how they begin.</summary>
    public string Beginning(int part)
    {
        if (_parts[part].Name is not { } name)
        {
            return "";
        }

        string text = _parts[part].Text;
        return Cut(
            OneLine(
                text.StartsWith(name, StringComparison.Ordinal)
                    ? text[name.Length..].TrimStart(':')
                    : text
            ),
            LongestBeginning
        );
    }

    /// <summary>Parts with a place in a text are quoted from it; others are named.</summary>
    private static string Shortened(Part part) =>
        part.Name is { } name ? Cut(OneLine(name), Longest)
        : part.Start is null ? Cut(OneLine(part.Text), Longest)
        : $"\"{Cut(OneLine(part.Text), Longest)}\"";

    /// <summary>Words with single spaces between them and nothing that steers a terminal.</summary>
    private static string OneLine(string text) =>
        string.Join(
            ' ',
            new string([.. text.Select(static c => char.IsControl(c) ? ' ' : c)]).Split(
                (char[]?)null,
                StringSplitOptions.RemoveEmptyEntries
            )
        );

    private static string Cut(string text, int most) =>
        text.Length <= most ? text
        : char.IsHighSurrogate(text[most - 2]) ? $"{text.AsSpan(0, most - 2)}…"
        : $"{text.AsSpan(0, most - 1)}…";
}
