using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interplay.Onnx.Tokens;

/// <summary>What the tokenizers library would end the process over, or do by chance, found before it is given a file.</summary>
internal static class TokenizerGuard
{
    private const int LongestPattern = 4096;
    private static readonly string[] Parts = ["normalizer", "pre_tokenizer", "decoder"];

    /// <summary>Looks at a tokenizer.json.</summary>
    /// <returns>What cannot be taken, in words; null for nothing.</returns>
    public static string? Fault(JsonObject json) =>
        json["model"] is not JsonObject model ? "it has no model"
        : model["dropout"] is JsonValue dropout
        && dropout.GetValueKind() == JsonValueKind.Number
        && (double)dropout > 0
            ? "its BPE leaves out merges at random (dropout)"
        : !HasWholeMerges(model) ? "a merge of its BPE has no continuing_subword_prefix"
        : Parts
            .Select(part => FaultOf(json[part]))
            .FirstOrDefault(static fault => fault is not null);

    /// <summary>Whether what is merged to the right begins with the prefix that the merge cuts off.</summary>
    private static bool HasWholeMerges(JsonObject model) =>
        model["continuing_subword_prefix"] is not JsonValue value
        || value.GetValueKind() != JsonValueKind.String
        || model["merges"] is not JsonArray merges
        || merges.All(merge =>
            (
                merge is JsonArray { Count: 2 } pair ? (string?)pair[1]
                : (string?)merge is { } line
                    ? line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]
                : null
            )?.StartsWith((string)value!, StringComparison.Ordinal) == true
        );

    private static string? FaultOf(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            return list.Select(FaultOf).FirstOrDefault(static fault => fault is not null);
        }

        if (node is not JsonObject part)
        {
            return null;
        }

        return part["type"] is JsonValue type
            && type.GetValueKind() == JsonValueKind.String
            && (string?)type == "Precompiled"
            && !IsCharsMap((string?)part["precompiled_charsmap"] ?? "")
                ? "its precompiled_charsmap is damaged"
            : part["Regex"] is { } pattern && !IsTame((string)pattern!)
                ? $"its pattern '{pattern}' may take time without end: it repeats a group that repeats or chooses"
            : part.Select(static entry => FaultOf(entry.Value))
                .FirstOrDefault(static fault => fault is not null);
    }

    /// <summary>
    /// Whether a table of SentencePiece is whole: the bytes of a double-array trie (Aoe, 1989; darts-clone), each step of which stays within it, whose values
    /// are places where a character begins in the text that follows.
    /// </summary>
    private static bool IsCharsMap(string base64)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            return false;
        }

        if (bytes.Length < 8)
        {
            return false;
        }

        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size < 4 || size % 4 != 0 || size > bytes.Length - 4)
        {
            return false;
        }

        byte[] texts = bytes[(4 + (int)size)..];
        var units = new uint[size / 4];
        for (int i = 0; i < units.Length; i++)
        {
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 + 4 * i));
        }

        return IsUtf8(texts) && StaysWithin(units, texts);
    }

    private static bool StaysWithin(uint[] units, byte[] texts)
    {
        var seen = new bool[units.Length];
        var open = new Stack<uint>([Offset(units[0])]);
        while (open.TryPop(out uint node))
        {
            // Any byte may come next: all 256 places must be there.
            if ((node | 0xFF) >= units.Length)
            {
                return false;
            }

            for (uint c = 1; c < 256; c++)
            {
                uint at = node ^ c;
                uint unit = units[at];
                if ((unit & 0x800000FF) != c || seen[at])
                {
                    continue;
                }

                seen[at] = true;
                uint next = at ^ Offset(unit);
                if ((unit >> 8 & 1) == 1)
                {
                    if (next >= units.Length)
                    {
                        return false;
                    }

                    uint value = units[next] & 0x7FFFFFFF;
                    if (
                        value > texts.Length
                        || value < texts.Length && (texts[value] & 0xC0) == 0x80
                    )
                    {
                        return false;
                    }
                }

                open.Push(next);
            }
        }

        return true;
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 1 << 9) >> 6);

    private static bool IsUtf8(byte[] bytes)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>Whether no group that is repeated without a limit holds a repetition or a choice of its own, which is what makes matching by trial explode.</summary>
    private static bool IsTame(string pattern)
    {
        var wild = new Stack<bool>([false]);
        bool inClass = false;
        bool? closed = null;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            bool repeats = !inClass && IsUnbounded(pattern, i);
            if (repeats && closed == true)
            {
                return false;
            }

            closed = null;
            if (c == '\\')
            {
                i++;
            }
            else if (inClass)
            {
                inClass = c != ']';
            }
            else if (c == '[')
            {
                inClass = true;
                // A bracket right at the beginning of a class is a letter of it.
                i +=
                    pattern.AsSpan(i + 1).StartsWith("^]", StringComparison.Ordinal) ? 2
                    : pattern.AsSpan(i + 1).StartsWith("]", StringComparison.Ordinal) ? 1
                    : 0;
            }
            else if (c == '(')
            {
                wild.Push(false);
            }
            else if (c == ')' && wild.Count > 1)
            {
                closed = wild.Pop();
                if (closed == true)
                {
                    Mark(wild);
                }
            }
            else if (repeats || c == '|')
            {
                Mark(wild);
            }
        }

        return pattern.Length <= LongestPattern;
    }

    private static void Mark(Stack<bool> wild)
    {
        wild.Pop();
        wild.Push(true);
    }

    /// <summary>Whether a quantifier without an upper limit stands at a place.</summary>
    private static bool IsUnbounded(string pattern, int at)
    {
        if (pattern[at] != '{')
        {
            return pattern[at] is '*' or '+';
        }

        int end = pattern.IndexOf('}', at);
        return end > at && pattern.AsSpan(at, end - at).EndsWith(",", StringComparison.Ordinal);
    }
}
