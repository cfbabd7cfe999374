using Interplay.Lenses;
using Interplay.Masks;

namespace Interplay.Cli.Terminal;

/// <summary>Short names of parts: words in quotes, repeated ones numbered so that one "not" can be told from the other.</summary>
internal sealed class PartNames
{
    private const int Longest = 28;

    private readonly string[] _names;

    public PartNames(IReadOnlyList<Part> parts)
    {
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

    /// <summary>The name of one part.</summary>
    public string this[int part] => _names[part];

    /// <summary>The names of a set, in reading order.</summary>
    public string Of(PartSet set) =>
        string.Join(" + ", set.Parts.ToArray().Select(part => _names[part]));

    /// <summary>Parts with a place in a text are quoted from it; others are named.</summary>
    private static string Shortened(Part part)
    {
        string text = string.Join(
            ' ',
            part.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        string cut = text.Length <= Longest ? text : $"{text[..(Longest - 1)]}…";
        return part.Start is null ? cut : $"\"{cut}\"";
    }
}
