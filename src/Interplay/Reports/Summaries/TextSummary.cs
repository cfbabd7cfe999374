using System.Globalization;
using System.Text.Json;
using Interplay.Interactions.Indices;
using Interplay.Lenses;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Reports.Summaries;

/// <summary>
/// Explanations of many texts together: which words, and which sets of words, act in them, how often and with which sign. Words are told apart by their
/// letters, whatever their case and place.
/// </summary>
public sealed class TextSummary
{
    /// <summary>Sets of two and more words that are kept for each output, the strongest.</summary>
    public const int MostSets = 1000;

    /// <summary>A sign is counted where it is right with at least this probability, the choice among all sets counted.</summary>
    public const double SureFrom = 0.95;

    private const string Format = "interplay-texts";
    private const int Version = 1;

    private TextSummary(
        IReadOnlyList<string> names,
        InteractionIndex index,
        IReadOnlyDictionary<string, IReadOnlyList<WordSetSummary>> outputs,
        long ablations
    ) => (Names, Index, Outputs, Ablations) = (names, index, outputs, ablations);

    /// <summary>What the texts are called.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The index that measures strengths.</summary>
    public InteractionIndex Index { get; }

    /// <summary>For each output the single words, and the sets, each the strongest first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<WordSetSummary>> Outputs { get; }

    /// <summary>Distinct ablations of all texts.</summary>
    public long Ablations { get; }

    /// <summary>Sums explanations up.</summary>
    /// <param name="explanations">What each text is called and its explanation, one or more, all under one index. Outputs may differ.</param>
    public static TextSummary Of(IReadOnlyList<(string Name, Explanation Explanation)> explanations)
    {
        ArgumentNullException.ThrowIfNull(explanations);
        ArgumentOutOfRangeException.ThrowIfZero(explanations.Count, nameof(explanations));
        var outputs = new Dictionary<string, IReadOnlyList<WordSetSummary>>(StringComparer.Ordinal);
        foreach (
            IGrouping<string, Found> output in explanations
                .SelectMany((entry, text) => FoundIn(entry.Explanation, text))
                .GroupBy(static found => found.Output, StringComparer.Ordinal)
        )
        {
            int texts = explanations.Count(entry =>
                entry.Explanation.Outputs.Any(one => one.Name == output.Key)
            );
            WordSetSummary[] sets =
            [
                .. output
                    .GroupBy(static found => found.Key, StringComparer.Ordinal)
                    .Select(set => Summed([.. set], texts))
                    .OrderByDescending(static set => set.MeanAbsolute)
                    .ThenBy(static set => string.Join(' ', set.Words), StringComparer.Ordinal),
            ];
            outputs.Add(
                output.Key,
                [
                    .. sets.Where(static set => set.Words.Count == 1),
                    .. sets.Where(static set => set.Words.Count > 1).Take(MostSets),
                ]
            );
        }

        return new TextSummary(
            [.. explanations.Select(static entry => entry.Name)],
            explanations[0].Explanation.Index,
            outputs,
            explanations.Sum(static entry => (long)entry.Explanation.Ablations)
        );
    }

    /// <summary>Writes it as JSON: <c>format</c> is <c>interplay-texts</c>, version 1.</summary>
    public void WriteJson(Stream target)
    {
        using var json = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteString("index", Index.ToName());
        json.WriteNumber("ablations", Ablations);
        Texts("texts", Names);
        json.WriteStartArray("outputs");
        foreach ((string name, IReadOnlyList<WordSetSummary> sets) in Outputs)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteStartArray("sets");
            foreach (WordSetSummary set in sets)
            {
                json.WriteStartObject();
                Texts("words", set.Words);
                json.WriteNumber("texts", set.Texts);
                json.WriteNumber("raises", set.Raises);
                json.WriteNumber("lowers", set.Lowers);
                json.WriteNumber("meanAbsolute", set.MeanAbsolute);
                json.WriteNumber("mean", set.Mean);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        void Texts(string name, IEnumerable<string> texts)
        {
            json.WriteStartArray(name);
            foreach (string text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>Writes it as CSV, a line a set: output, order, words, texts, raises, lowers, mean_absolute, mean.</summary>
    public async Task WriteCsvAsync(TextWriter target)
    {
        ArgumentNullException.ThrowIfNull(target);
        await target.WriteAsync("output,order,words,texts,raises,lowers,mean_absolute,mean\n");
        foreach ((string name, IReadOnlyList<WordSetSummary> sets) in Outputs)
        {
            foreach (WordSetSummary set in sets)
            {
                string[] cells =
                [
                    name,
                    Text(set.Words.Count),
                    string.Join(" + ", set.Words),
                    Text(set.Texts),
                    Text(set.Raises),
                    Text(set.Lowers),
                    Text(set.MeanAbsolute),
                    Text(set.Mean),
                ];
                // Words may be commas or quotation marks: they are quoted as in the header of a table.
                await target.WriteAsync($"{AblationTableCsv.HeaderLine(cells)}\n");
            }
        }

        static string Text(IFormattable number) =>
            number.ToString(null, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<Found> FoundIn(Explanation explanation, int text)
    {
        IReadOnlyList<Part> parts = explanation.Subject.Parts;
        string[] words = [.. parts.Select(static part => part.Text.Trim().ToLowerInvariant())];
        foreach (ExplainedOutput output in explanation.Outputs)
        {
            foreach (Interaction interaction in output.Interactions.Interactions)
            {
                if (interaction.Parts.Order > 0)
                {
                    string[] set =
                    [
                        .. interaction.Parts.Parts.ToArray().Select(part => words[part]),
                    ];
                    yield return new Found(output.Name, text, set, interaction);
                }
            }
        }
    }

    private static WordSetSummary Summed(Found[] found, int texts) =>
        new(
            found[0].Words,
            found.Select(static one => one.Text).Distinct().Count(),
            found.Count(static one => one.IsSure && one.Interaction.Strength > 0),
            found.Count(static one => one.IsSure && one.Interaction.Strength < 0),
            found.Sum(static one => one.IsSure ? Math.Abs(one.Interaction.Strength) : 0) / texts,
            found.Average(static one => one.Interaction.Strength)
        );

    /// <summary>A set of words in one text.</summary>
    private sealed record Found(string Output, int Text, string[] Words, Interaction Interaction)
    {
        public string Key { get; } = string.Join('\0', Words);

        public bool IsSure => Interaction.SignProbability >= SureFrom;
    }
}
