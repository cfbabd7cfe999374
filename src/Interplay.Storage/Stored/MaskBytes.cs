using System.Buffers.Binary;
using Interplay.Masks;

namespace Interplay.Storage.Stored;

/// <summary>Masks as journals keep them: part <c>i</c> is bit <c>i mod 8</c> of byte <c>i / 8</c>, as few bytes as hold all parts.</summary>
internal static class MaskBytes
{
    private const int Word = sizeof(ulong);

    public static int Length(int partCount) => (partCount + 7) / 8;

    /// <summary>The bytes of a packed mask.</summary>
    public static byte[] Of(ReadOnlySpan<ulong> words, int partCount)
    {
        Span<byte> whole =
            words.Length <= 64
                ? stackalloc byte[words.Length * Word]
                : new byte[words.Length * Word];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(whole[(i * Word)..], words[i]);
        }

        return whole[..Length(partCount)].ToArray();
    }

    /// <summary>The mask of some bytes; null when they are not as many as the parts need, or a bit past the last part is set.</summary>
    public static Mask? Read(ReadOnlySpan<byte> bytes, int partCount)
    {
        if (bytes.Length != Length(partCount))
        {
            return null;
        }

        var whole = new byte[(bytes.Length + Word - 1) / Word * Word];
        bytes.CopyTo(whole);
        var words = new ulong[whole.Length / Word];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt64LittleEndian(whole.AsSpan(i * Word));
        }

        var mask = Mask.FromWords(words, partCount);
        return mask.Words.SequenceEqual(words) ? mask : null;
    }
}
