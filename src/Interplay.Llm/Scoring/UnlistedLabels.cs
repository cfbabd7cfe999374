using System.Globalization;
using Interplay.Llm.Routes;

namespace Interplay.Llm.Scoring;

/// <summary>What is said where a model does not list labels on the whole prompt: the tokens that it does list, and which of them are the labels otherwise written.</summary>
internal static class UnlistedLabels
{
    /// <summary>So many of the likeliest tokens are quoted.</summary>
    private const int Shown = 8;

    /// <summary>All labels are missing: nothing could be read of any ablation like this one.</summary>
    public static InterplayException Error(
        IReadOnlyList<string> labels,
        IReadOnlyList<ServerToken> listed
    ) => new(ErrorKind.Request, "labels-not-listed", Sentence(labels, listed));

    public static string Sentence(IReadOnlyList<string> labels, IReadOnlyList<ServerToken> listed)
    {
        ServerToken[] likely =
        [
            .. listed
                .Where(static token => double.IsFinite(token.LogProbability))
                .OrderByDescending(static token => token.LogProbability),
        ];
        string[] meant =
        [
            .. labels.Select(label =>
                Array.Find(likely, token => IsSpelling(token.Text, label)).Text is { } spelling
                    ? spelling
                    : label
            ),
        ];
        string advice = meant.SequenceEqual(labels, StringComparer.Ordinal)
            ? " Give labels as the model begins its answer, or ask in the prompt for an answer of one word."
            : $" Labels count exactly as written, space and case too: {RawOutputs.Quote(string.Join(',', meant))} would be as listed.";
        return $"On the whole prompt the model does not list {(labels.Count == 1 ? "the label" : "the labels")} {string.Join(", ", labels.Select(RawOutputs.Quote))}; it lists {string.Join(", ", likely.Take(Shown).Select(Written))}{(likely.Length > Shown ? ", …" : "")}.{advice}";
    }

    private static bool IsSpelling(string token, string label) =>
        token.Trim().Equals(label.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string Written(ServerToken token) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{RawOutputs.Quote(token.Text)} ({token.LogProbability:0.00})"
        );
}
