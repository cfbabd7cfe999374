using System.Text;

namespace Interplay.Llm.Answers;

/// <summary>
/// How much of a reference answer is in the answer and the other way round, word by word: the harmonic mean of recall and precision over words with
/// their counts (F1 of single words, as ROUGE-1; Lin, 2004), 0 to 1. Case and punctuation do not count. It needs no model, and unlike an exact match it says
/// how much of an answer is left. Two answers without a word are the same.
/// </summary>
/// <param name="reference">The answer to compare with.</param>
public sealed class WordOverlap(string reference) : TextMeasure("overlap", reference)
{
    private readonly Dictionary<string, int> _reference = Words(reference);

    private protected override double Measure(string answer)
    {
        Dictionary<string, int> words = Words(answer);
        int total = words.Values.Sum() + _reference.Values.Sum();
        int shared = words.Sum(word =>
            Math.Min(word.Value, _reference.GetValueOrDefault(word.Key))
        );
        return total == 0 ? 1 : 2.0 * shared / total;
    }

    private static Dictionary<string, int> Words(string text)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (char character in $"{text} ")
        {
            if (char.IsLetterOrDigit(character))
            {
                word.Append(char.ToLowerInvariant(character));
            }
            else if (word.Length > 0)
            {
                string found = word.ToString();
                words[found] = words.GetValueOrDefault(found) + 1;
                word.Clear();
            }
        }

        return words;
    }
}
