using System.Text.Json;
using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Nodes;

/// <summary>Finds where the fields and elements of JSON stand in a text.</summary>
internal static class JsonSpans
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = 64,
        AllowDuplicateProperties = false,
    };

    /// <summary>The fields of the JSON object that a stretch holds, white space around it apart; null when it holds anything else.</summary>
    public static List<JsonMember>? Fields(string text, TextSpan range) =>
        Members(text, range, '{');

    /// <summary>The elements of the JSON array that a stretch holds, white space around it apart; null when it holds anything else.</summary>
    public static List<JsonMember>? Elements(string text, TextSpan range) =>
        Members(text, range, '[');

    private static List<JsonMember>? Members(string text, TextSpan range, char opening)
    {
        TextSpan core = range.Trimmed(text);
        if (core.End <= core.Start || text[core.Start] != opening || !IsJson(text, core))
        {
            return null;
        }

        var members = new List<JsonMember>();
        for (int at = Skip(text, core.Start + 1); text[at] is not ('}' or ']'); )
        {
            int start = at;
            string? name = null;
            if (opening == '{')
            {
                int end = ValueEnd(text, at);
                name = NameOf(text[at..end]);
                at = Skip(text, Skip(text, end) + 1);
            }

            var value = new TextSpan(at, ValueEnd(text, at));
            members.Add(new JsonMember(name, value with { Start = start }, value));
            at = Skip(text, value.End);
            at = text[at] == ',' ? Skip(text, at + 1) : at;
        }

        return members;
    }

    private static bool IsJson(string text, TextSpan core)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                text.AsMemory(core.Start, core.End - core.Start),
                Strict
            );
            return true;
        }
        catch (Exception e)
            when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Text that is not JSON, or holds half a surrogate pair, is text.
            return false;
        }
    }

    private static string NameOf(string quoted)
    {
        using JsonDocument document = JsonDocument.Parse(quoted);
        return document.RootElement.GetString()!;
    }

    private static int Skip(string text, int at)
    {
        while (char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Where the value that begins at <paramref name="at"/> ends, in text that is known to be JSON.</summary>
    private static int ValueEnd(string text, int at)
    {
        int depth = 0;
        while (true)
        {
            char c = text[at];
            if (c == '"')
            {
                at = StringEnd(text, at);
            }
            else if (c is '{' or '[')
            {
                depth++;
                at++;
            }
            else if (c is '}' or ']')
            {
                depth--;
                at++;
            }
            else if (depth > 0)
            {
                at++;
                continue;
            }
            else
            {
                return ScalarEnd(text, at);
            }

            if (depth == 0)
            {
                return at;
            }
        }
    }

    private static int StringEnd(string text, int at)
    {
        at++;
        while (text[at] != '"')
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return at + 1;
    }

    private static int ScalarEnd(string text, int at)
    {
        while (
            at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not (',' or '}' or ']')
        )
        {
            at++;
        }

        return at;
    }
}
