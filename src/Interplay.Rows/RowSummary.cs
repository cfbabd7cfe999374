using System.Globalization;
using System.Text.Json;
using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Rows;

/// <summary>Explanations of several rows together: how strong parts and sets of them are on average, and how much that differs from row to row.</summary>
public sealed class RowSummary
{
    /// <summary>Sets of two and more that are kept for each output, the strongest.</summary>
    public const int MostSets = 1000;

    private const string Format = "interplay-rows";
    private const int Version = 1;

    private RowSummary(
        IReadOnlyList<int> rows,
        IReadOnlyList<string> parts,
        InteractionIndex index,
        IReadOnlyDictionary<string, IReadOnlyList<SetSummary>> outputs,
        long ablations
    )
    {
        Rows = rows;
        Parts = parts;
        Index = index;
        Outputs = outputs;
        Ablations = ablations;
    }

    /// <summary>The rows.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>Names of the parts.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <summary>The index that measures strengths.</summary>
    public InteractionIndex Index { get; }

    /// <summary>For each output all parts alone, and the sets, the strongest on average first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<SetSummary>> Outputs { get; }

    /// <summary>Distinct ablations of all rows.</summary>
    public long Ablations { get; }

    /// <summary>Sums explanations up.</summary>
    /// <param name="rows">The rows, one or more.</param>
    /// <param name="parts">Names of the parts.</param>
    /// <param name="explanations">An explanation of each row, of the same parts and outputs and under one index.</param>
    public static RowSummary Of(
        IReadOnlyList<int> rows,
        IReadOnlyList<string> parts,
        IReadOnlyList<Explanation> explanations
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(explanations);
        ArgumentOutOfRangeException.ThrowIfZero(explanations.Count, nameof(explanations));
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            explanations.Count,
            rows.Count,
            nameof(explanations)
        );
        var outputs = new Dictionary<string, IReadOnlyList<SetSummary>>(StringComparer.Ordinal);
        for (int output = 0; output < explanations[0].Outputs.Count; output++)
        {
            InteractionValues[] values =
            [
                .. explanations.Select(explanation => explanation.Outputs[output].Interactions),
            ];
            outputs.Add(explanations[0].Outputs[output].Name, Summed(parts.Count, values));
        }

        return new RowSummary(
            rows,
            parts,
            explanations[0].Index,
            outputs,
            explanations.Sum(static explanation => (long)explanation.Ablations)
        );
    }

    /// <summary>Writes it as JSON: <c>format</c> is <c>interplay-rows</c>, version 1.</summary>
    public void WriteJson(Stream target)
    {
        using var json = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteString("index", Index.ToName());
        json.WriteNumber("ablations", Ablations);
        Numbers("rows", Rows);
        json.WriteStartArray("parts");
        foreach (string part in Parts)
        {
            json.WriteStringValue(part);
        }

        json.WriteEndArray();
        json.WriteStartArray("outputs");
        foreach ((string name, IReadOnlyList<SetSummary> sets) in Outputs)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteStartArray("sets");
            foreach (SetSummary set in sets)
            {
                json.WriteStartObject();
                Numbers("parts", set.Parts.Parts.ToArray());
                json.WriteNumber("meanAbsolute", set.MeanAbsolute);
                json.WriteNumber("mean", set.Mean);
                json.WriteNumber("deviation", set.Deviation);
                json.WriteNumber("rows", set.Rows);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        void Numbers(string name, IEnumerable<int> numbers)
        {
            json.WriteStartArray(name);
            foreach (int number in numbers)
            {
                json.WriteNumberValue(number);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>Writes it as CSV, a line a set: output, order, parts, mean_absolute, mean, deviation, rows.</summary>
    public async Task WriteCsvAsync(TextWriter target)
    {
        ArgumentNullException.ThrowIfNull(target);
        await target.WriteAsync("output,order,parts,mean_absolute,mean,deviation,rows\n");
        foreach ((string name, IReadOnlyList<SetSummary> sets) in Outputs)
        {
            foreach (SetSummary set in sets)
            {
                string[] texts =
                [
                    name,
                    $"{set.Parts.Order}",
                    string.Join(" + ", set.Parts.Parts.ToArray().Select(part => Parts[part])),
                    Number(set.MeanAbsolute),
                    Number(set.Mean),
                    Number(set.Deviation),
                    $"{set.Rows}",
                ];
                // Names with commas or marks are quoted as in the header of a table.
                await target.WriteAsync($"{AblationTableCsv.HeaderLine(texts)}\n");
            }
        }
    }

    private static string Number(double number) =>
        number.ToString("R", CultureInfo.InvariantCulture);

    private static SetSummary[] Summed(int parts, InteractionValues[] values)
    {
        PartSet[] singles = [.. Enumerable.Range(0, parts).Select(static part => PartSet.Of(part))];
        PartSet[] sets =
        [
            .. values
                .SelectMany(static row => row.Interactions)
                .Select(static interaction => interaction.Parts)
                .Where(static set => set.Order > 1)
                .Distinct(),
        ];
        return [.. Strongest(singles), .. Strongest(sets).Take(MostSets)];

        IEnumerable<SetSummary> Strongest(PartSet[] all) =>
            all.Select(set => Summed(set, values))
                .OrderByDescending(static set => set.MeanAbsolute)
                .ThenBy(static set => set.Parts.ToString(), StringComparer.Ordinal);
    }

    private static SetSummary Summed(PartSet set, InteractionValues[] values)
    {
        double[] strengths = [.. values.Select(row => row[set])];
        double mean = strengths.Average();
        return new SetSummary(
            set,
            strengths.Average(Math.Abs),
            mean,
            strengths.Length == 1
                ? 0
                : Math.Sqrt(strengths.Sum(x => (x - mean) * (x - mean)) / (strengths.Length - 1)),
            strengths.Count(static strength => strength != 0)
        );
    }
}
