using System.Globalization;
using System.Text.Json;

namespace Interplay.Llm.Answers;

/// <summary>A path of names and indexes into a JSON value.</summary>
internal sealed class JsonPath
{
    private readonly string _text;
    private readonly List<(string? Name, int Index)> _steps = [];

    private JsonPath(string text) => _text = text;

    public static JsonPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var path = new JsonPath(text);
        ReadOnlySpan<char> rest = text;
        if (rest is not ['$', ..])
        {
            throw Malformed(text);
        }

        rest = rest[1..];
        while (!rest.IsEmpty)
        {
            rest = path.Step(rest);
        }

        return path;
    }

    /// <summary>The value at the path; null where there is none.</summary>
    public JsonElement? Find(JsonElement value)
    {
        foreach ((string? name, int index) in _steps)
        {
            if (name is not null)
            {
                if (
                    value.ValueKind != JsonValueKind.Object
                    || !value.TryGetProperty(name, out value)
                )
                {
                    return null;
                }
            }
            else if (value.ValueKind == JsonValueKind.Array && index < value.GetArrayLength())
            {
                value = value[index];
            }
            else
            {
                return null;
            }
        }

        return value;
    }

    public override string ToString() => _text;

    private ReadOnlySpan<char> Step(ReadOnlySpan<char> rest)
    {
        if (rest[0] == '.')
        {
            int end = rest[1..].IndexOfAny('.', '[');
            ReadOnlySpan<char> name = end < 0 ? rest[1..] : rest[1..(end + 1)];
            return name.IsEmpty ? throw Malformed(_text) : Named(name, rest[(name.Length + 1)..]);
        }

        if (rest is ['[', '\'', ..])
        {
            int end = rest[2..].IndexOf("']", StringComparison.Ordinal);
            return end < 0 ? throw Malformed(_text) : Named(rest[2..(end + 2)], rest[(end + 4)..]);
        }

        int close = rest.IndexOf(']');
        if (
            rest[0] != '['
            || close < 0
            || !int.TryParse(
                rest[1..close],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int index
            )
        )
        {
            throw Malformed(_text);
        }

        _steps.Add((null, index));
        return rest[(close + 1)..];
    }

    private ReadOnlySpan<char> Named(ReadOnlySpan<char> name, ReadOnlySpan<char> rest)
    {
        _steps.Add((name.ToString(), 0));
        return rest;
    }

    private static InterplayException Malformed(string text) =>
        new(
            ErrorKind.Request,
            "measure-malformed",
            $"'{text}' is no path into JSON; expected one such as $.items[0].price or $['a name'][2]."
        );
}
