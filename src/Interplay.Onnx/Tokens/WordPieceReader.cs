using System.Text;

namespace Interplay.Onnx.Tokens;

/// <summary>
/// Turns texts into token ids exactly as models/sentiment-small/train/prepare.py does: lower case; words are runs of a to z and 0 to 9,
/// every other character that is not white space is a word of its own; each word is cut greedily into the longest known pieces
/// (WordPiece; Wu et al., 2016), or is [UNK]. For ASCII text these are the ids of uncased BERT. Safe for use by many threads.
/// Why not Microsoft.ML.Tokenizers: docs/adr/0005-own-wordpiece-reader.md.
/// </summary>
internal sealed class WordPieceReader
{
    private const string Mask = "[MASK]";
    private const string Continuation = "##";

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _starts;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _continuations;
    private readonly int _longest;
    private readonly int _unknown;
    private readonly int _begin;
    private readonly int _end;
    private readonly int _mask;

    private WordPieceReader(string[] tokens)
    {
        var starts = new Dictionary<string, int>(tokens.Length, StringComparer.Ordinal);
        var continuations = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int id = 0; id < tokens.Length; id++)
        {
            string token = tokens[id];
            bool continues =
                token.Length > 2 && token.StartsWith(Continuation, StringComparison.Ordinal);
            (continues ? continuations : starts)[continues ? token[2..] : token] = id;
            _longest = Math.Max(_longest, token.Length);
        }

        _starts = starts.GetAlternateLookup<ReadOnlySpan<char>>();
        _continuations = continuations.GetAlternateLookup<ReadOnlySpan<char>>();
        _unknown = IdOf("[UNK]");
        _begin = IdOf("[CLS]");
        _end = IdOf("[SEP]");
        _mask = IdOf(Mask);
    }

    /// <summary>Reads a vocabulary of one token a line, in UTF-8; the number of the line, from 0, is the id.</summary>
    /// <exception cref="InterplayException"><c>vocabulary-unreadable</c>.</exception>
    public static WordPieceReader Create(byte[] vocabulary) => new(Lines(vocabulary));

    /// <summary>The tokens of a vocabulary of one a line, in UTF-8.</summary>
    /// <exception cref="InterplayException"><c>vocabulary-unreadable</c>.</exception>
    public static string[] Lines(byte[] vocabulary)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true)
                .GetString(vocabulary)
                .Replace("\r\n", "\n", StringComparison.Ordinal)
                .TrimEnd('\n')
                .Split('\n');
        }
        catch (DecoderFallbackException e)
        {
            throw Unreadable(e.Message, e);
        }
    }

    /// <summary>The token ids of a text, framed by [CLS] and [SEP]. The text [MASK] is the mask token; the other special tokens are read as plain text.</summary>
    public int[] Read(ReadOnlySpan<char> text)
    {
        var ids = new List<int>(text.Length / 4 + 2) { _begin };
        for (int i = 0; i < text.Length; )
        {
            if (text[i..].StartsWith(Mask, StringComparison.Ordinal))
            {
                ids.Add(_mask);
                i += Mask.Length;
                continue;
            }

            int length = WordLength(text[i..]);
            if (!IsSpace(text[i]))
            {
                AddPieces(text.Slice(i, length), ids);
            }

            i += length;
        }

        ids.Add(_end);
        return [.. ids];
    }

    /// <summary>Cuts one word greedily; when some piece is unknown, so is the word.</summary>
    private void AddPieces(ReadOnlySpan<char> cased, List<int> ids)
    {
        Span<char> word =
            cased.Length <= 128 ? stackalloc char[cased.Length] : new char[cased.Length];
        cased.ToLowerInvariant(word);
        int before = ids.Count;
        for (int start = 0; start < word.Length; )
        {
            int end = Math.Min(word.Length, start + _longest);
            var pieces = start == 0 ? _starts : _continuations;
            int id = _unknown;
            while (end > start && !pieces.TryGetValue(word[start..end], out id))
            {
                end--;
            }

            if (end == start)
            {
                ids.RemoveRange(before, ids.Count - before);
                ids.Add(_unknown);
                return;
            }

            ids.Add(id);
            start = end;
        }
    }

    /// <summary>The length of the run of letters and digits at the start, or of the one other character there.</summary>
    private static int WordLength(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && IsWord(text[length]))
        {
            length++;
        }

        return length > 0 ? length
            : Rune.DecodeFromUtf16(text, out _, out int single)
            == System.Buffers.OperationStatus.Done
                ? single
            : 1;
    }

    /// <summary>Whether the lower case of a character is a to z or 0 to 9; the Kelvin sign is one.</summary>
    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '\u212A';

    /// <summary>White space as Python sees it: with the four information separators.</summary>
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    private int IdOf(string token) =>
        _starts.TryGetValue(token, out int id) ? id : throw Unreadable($"{token} is missing", null);

    /// <summary>The error of a vocabulary that is no list of WordPiece tokens.</summary>
    public static InterplayException Unreadable(string what, Exception? inner) =>
        new(
            ErrorKind.Data,
            "vocabulary-unreadable",
            $"A vocabulary holds one WordPiece token a line in UTF-8, [UNK], [CLS], [SEP] and [MASK] among them: {what}.",
            inner
        );
}
