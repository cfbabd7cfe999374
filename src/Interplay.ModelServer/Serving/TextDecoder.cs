using System.Text;

namespace Interplay.ModelServer.Serving;

/// <summary>Texts of tokens whose bytes need not be whole characters.</summary>
internal static class TextDecoder
{
    /// <summary>The text of one token; bytes that are no whole character are written <c>bytes:\xe2\x80</c>, as OpenAI's completions do, so that every token has a text of its own.</summary>
    public static string Token(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : $"bytes:{string.Concat(bytes.ToArray().Select(b => $"\\x{b:x2}"))}";

    /// <summary>The length of the leading bytes that can be shown already: all but a character that has only begun.</summary>
    public static int WholeLength(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            if (
                Rune.DecodeFromUtf8(bytes[^back..], out _, out _)
                == System.Buffers.OperationStatus.NeedMoreData
            )
            {
                return bytes.Length - back;
            }
        }

        return bytes.Length;
    }

    /// <summary>For each token the number, in code points, of the character in the whole text that its first byte belongs to.</summary>
    public static int[] Offsets(IReadOnlyList<ReadOnlyMemory<byte>> tokens)
    {
        byte[] all = [.. tokens.SelectMany(token => token.ToArray())];
        var characterOf = new int[all.Length + 1];
        int characters = 0;
        for (int at = 0; at < all.Length; characters++)
        {
            Rune.DecodeFromUtf8(all.AsSpan(at), out _, out int width);
            characterOf.AsSpan(at, width).Fill(characters);
            at += width;
        }

        characterOf[^1] = characters;
        var offsets = new int[tokens.Count];
        int start = 0;
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = characterOf[start];
            start += tokens[i].Length;
        }

        return offsets;
    }
}
