using System.Text.RegularExpressions;
using Interplay.Models;

namespace Interplay.Integration.Tests.Onnx;

/// <summary>The tokens of models/sentiment-small/train/prepare.py, written again from that script: the naive twin of the tokenizer.</summary>
internal sealed partial class TrainingTokens
{
    private readonly Dictionary<string, int> _ids = File.ReadAllLines(
            Path.Combine(ShippedModels.SentimentSmall, "vocab.txt")
        )
        .Select((token, id) => (token, id))
        .ToDictionary(pair => pair.token, pair => pair.id, StringComparer.Ordinal);

    /// <summary>[CLS], the pieces of each word, [SEP].</summary>
    public int[] Read(string text) =>
        [2, .. Words().Matches(text.ToLowerInvariant()).SelectMany(word => Pieces(word.Value)), 3];

    // A surrogate pair is one character to Python, and the information separators are white space.
    [GeneratedRegex(
        "[a-z0-9]+|[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\\s\\x1C-\\x1Fa-z0-9]",
        RegexOptions.None,
        10_000
    )]
    private static partial Regex Words();

    private List<int> Pieces(string word)
    {
        var pieces = new List<int>();
        int start = 0;
        while (start < word.Length)
        {
            int end = word.Length;
            int id = -1;
            while (
                end > start && !_ids.TryGetValue((start > 0 ? "##" : "") + word[start..end], out id)
            )
            {
                end--;
            }

            if (end == start)
            {
                return [1];
            }

            pieces.Add(id);
            start = end;
        }

        return pieces;
    }
}
