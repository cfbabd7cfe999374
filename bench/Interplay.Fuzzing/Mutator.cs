using System.Text;
using Interplay.Masks;

namespace Interplay.Fuzzing;

/// <summary>Damages inputs: bits, bytes, pieces taken out, doubled or cut off, numbers made extreme, words of the formats put in.</summary>
internal sealed class Mutator(SeededRandom random)
{
    private const int MostBytes = 1 << 20;

    private static readonly byte[][] Words =
    [
        .. (
            (string[])
                [
                    "\"",
                    "\"\"",
                    ",",
                    ";",
                    "\n",
                    "\r",
                    "\r\n\r\n",
                    "{",
                    "}",
                    "[",
                    "]",
                    "[[[[[[[[[[[[[[[[[[[[",
                    ":",
                    "null",
                    "true",
                    "NaN",
                    "-Infinity",
                    "1e999",
                    "-1",
                    "0",
                    "2147483648",
                    "-9223372036854775809",
                    "18446744073709551616",
                    "0.1e-400",
                    "1,234.5",
                    "NA",
                    "?",
                    "mask",
                    "split",
                    "\\u0000",
                    "\\ud800",
                    "\u202E",
                    "\e[31m",
                    "\0",
                    "=1+1",
                    "'",
                    "()",
                    "../../etc/passwd",
                    "é",
                    "\uFEFF",
                ]
        ).Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE],
        [0xC3, 0x28],
        [0xED, 0xA0, 0x80],
        [0xFF, 0xFF, 0xFF, 0xFF],
        [0x80],
    ];

    /// <summary>A damaged copy of one of some inputs.</summary>
    public byte[] Damaged(IReadOnlyList<byte[]> corpus)
    {
        var bytes = new List<byte>(corpus[random.NextInt(corpus.Count)]);
        for (int count = 1 << random.NextInt(4); count > 0; count--)
        {
            Damage(bytes, corpus);
        }

        return bytes.Count > MostBytes && corpus.All(static one => one.Length <= MostBytes)
            ? [.. bytes.Take(MostBytes)]
            : [.. bytes];
    }

    private void Damage(List<byte> bytes, IReadOnlyList<byte[]> corpus)
    {
        int place = Place(bytes.Count);
        switch (random.NextInt(11))
        {
            case 0 when bytes.Count > 0:
                bytes[place] ^= (byte)(1 << random.NextInt(8));
                break;
            case 1 when bytes.Count > 0:
                bytes[place] = (byte)random.NextInt(256);
                break;
            case 2:
                bytes.InsertRange(place, Words[random.NextInt(Words.Length)]);
                break;
            case 3:
                bytes.RemoveRange(place, random.NextInt(Math.Min(64, bytes.Count - place) + 1));
                break;
            case 4:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            case 5:
                bytes.InsertRange(place, [.. bytes.Skip(place).Take(random.NextInt(256))]);
                break;
            case 6 when bytes.Count > 0:
                Overwrite(bytes, place, Words[random.NextInt(Words.Length)]);
                break;
            case 7:
                byte[] other = corpus[random.NextInt(corpus.Count)];
                int start = Place(other.Length);
                bytes.InsertRange(
                    place,
                    other.AsSpan(start, Math.Min(512, other.Length - start)).ToArray()
                );
                break;
            case 8:
                Repeat(bytes, place);
                break;
            case 9:
                ReplaceNumber(bytes, place);
                break;
            default:
                var noise = new byte[random.NextInt(32)];
                for (int i = 0; i < noise.Length; i++)
                {
                    noise[i] = (byte)random.NextInt(256);
                }

                bytes.InsertRange(place, noise);
                break;
        }
    }

    /// <summary>A place, every other time near the beginning or the end, where headers and footers are.</summary>
    private int Place(int count) =>
        random.NextInt(4) switch
        {
            0 => random.NextInt(Math.Min(count, 256) + 1),
            1 => count - random.NextInt(Math.Min(count, 256) + 1),
            _ => random.NextInt(count + 1),
        }
            is var place
        && place == count
        && count > 0
        && random.NextInt(8) > 0
            ? count - 1
            : Math.Min(place, Math.Max(0, count - 1));

    private static void Overwrite(List<byte> bytes, int place, byte[] word)
    {
        for (int i = 0; i < word.Length && place + i < bytes.Count; i++)
        {
            bytes[place + i] = word[i];
        }
    }

    /// <summary>One piece very often, as something that never ends would begin.</summary>
    private void Repeat(List<byte> bytes, int place)
    {
        byte[] piece = [.. bytes.Skip(place).Take(1 + random.NextInt(16))];
        int times = Math.Min(random.NextInt(1 << (4 + random.NextInt(12))), 1 << 16);
        var many = new byte[piece.Length * times];
        for (int i = 0; i < many.Length; i++)
        {
            many[i] = piece[i % piece.Length];
        }

        bytes.InsertRange(place, many);
    }

    private void ReplaceNumber(List<byte> bytes, int place)
    {
        int start = bytes.FindIndex(place, static b => b is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
        {
            return;
        }

        int end = bytes.FindIndex(start, static b => b is < (byte)'0' or > (byte)'9');
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        bytes.InsertRange(start, Words[15 + random.NextInt(8)]);
    }
}
