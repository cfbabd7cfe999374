using System.Text;
using System.Text.Json.Nodes;

namespace Interplay.Integration.Tests.Llm;

/// <summary>
/// A language model with 96 tokens, the printable ASCII letters and the line break: true conditional probabilities of a byte given the one before
/// and the sum of all before, so that every route to the same text must give the same numbers.
/// </summary>
internal static class BigramModel
{
    public const string Name = "bigram";
    private const string Letters =
        "\n !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

    /// <summary>Log-probabilities of all tokens after a text.</summary>
    public static double[] Next(ReadOnlySpan<char> context)
    {
        int before = context.Length == 0 ? 0 : context[^1];
        int sum = 0;
        foreach (char letter in context)
        {
            sum += letter;
        }

        var logits = new double[Letters.Length];
        double total = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] =
                4 * Math.Sin(before * 0.7 + i * (1.3 + before % 7))
                + Math.Cos(sum % 17 * 0.9 + i * 2.1);
            total += Math.Exp(logits[i]);
        }

        double norm = Math.Log(total);
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] -= norm;
        }

        return logits;
    }

    public static int Id(char letter) => Letters.IndexOf(letter);

    public static string Letter(int id) => Letters[id].ToString();

    public static double LogProbability(string context, char letter) => Next(context)[Id(letter)];

    /// <summary>Log-probability of each letter of a continuation, computed the slow way.</summary>
    public static double[] Score(string context, string continuation) =>
        [
            .. continuation.Select(
                (letter, i) => LogProbability(context + continuation[..i], letter)
            ),
        ];

    /// <summary>The likeliest tokens, the likeliest first.</summary>
    public static (int Id, double LogProbability)[] Top(string context, int count) =>
        [
            .. Next(context)
                .Select(static (number, id) => (id, number))
                .OrderByDescending(static token => token.number)
                .ThenBy(static token => token.id)
                .Take(count),
        ];

    public static string Greedy(string context, int tokens)
    {
        var text = new StringBuilder(context);
        for (int i = 0; i < tokens; i++)
        {
            text.Append(Letter(Top(text.ToString(), 1)[0].Id));
        }

        return text.ToString(context.Length, tokens);
    }

    /// <summary>The chat template.</summary>
    public static string Render(JsonArray messages, bool continues)
    {
        var text = new StringBuilder();
        for (int i = 0; i < messages.Count; i++)
        {
            text.Append('<').Append((string)messages[i]!["role"]!).Append(">\n");
            text.Append((string)messages[i]!["content"]!);
            text.Append(continues && i == messages.Count - 1 ? "" : "\n");
        }

        return continues ? text.ToString() : text.Append("<assistant>\n").ToString();
    }
}
