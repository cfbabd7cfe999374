using System.Text.Json;
using System.Text.Json.Serialization;
using Interplay.Masks;
using Interplay.Recovery.Sparse;

namespace Interplay.Reports;

/// <summary>What a plan costs and can find.</summary>
public sealed partial record PlanSummary
{
    private static readonly int[] Orders = [1, 2, 3, 5];

    [JsonInclude]
    internal string Schema { get; } = "interplay/plan";

    [JsonInclude]
    internal int Version { get; } = 1;

    /// <summary>Name of the method.</summary>
    public required string Method { get; init; }

    /// <summary>Name of the design of the masks.</summary>
    public required string Design { get; init; }

    /// <summary>Seed of the masks.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Number of parts.</summary>
    public required int PartCount { get; init; }

    /// <summary>Most ablations allowed.</summary>
    public required int Budget { get; init; }

    /// <summary>Ablations that the plan asks for.</summary>
    public required int Cost { get; init; }

    /// <summary>How many of them are learned from.</summary>
    public required int Learned { get; init; }

    /// <summary>How many of them measure trust.</summary>
    public required int HeldOut { get; init; }

    /// <summary>What can be found among sets of up to 1, 2, 3 and 5 parts, as far as there are so many.</summary>
    public required IReadOnlyList<FindableTerms> Findable { get; init; }

    /// <summary>What a number of strong terms would need; null when nobody asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SparsityNeed? Sparsity { get; init; }

    /// <summary>What the method says of its plan.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Sums up a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="sparsity">A number of strong terms whose needs are wanted as well; null for none.</param>
    public static PlanSummary Of(MaskPlan plan, int? sparsity = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        int parts = plan.PartCount;
        // Highest order that the sparsity is meant for: what was asked for, else what methods look for.
        int order = Math.Min(plan.Request.MaxOrder ?? Orders[^1], parts);
        return new PlanSummary
        {
            Method = plan.Method,
            Design = plan.Design.Name,
            Seed = plan.Request.Seed,
            PartCount = parts,
            Budget = plan.Budget,
            Cost = plan.Cost,
            Learned = plan.Masks.RowCount,
            HeldOut = plan.HeldOut?.RowCount ?? 0,
            Findable =
            [
                .. Orders
                    .Where(size => size <= parts)
                    .Select(size => FindableTerms.Of(parts, plan.Masks.RowCount, size)),
            ],
            Sparsity = sparsity is int terms
                ? new SparsityNeed(terms, order, SparseBudget.AblationsFor(parts, terms, order))
                : null,
            Notes = plan.Notes,
        };
    }

    /// <summary>Writes the summary as JSON.</summary>
    /// <param name="target">Receives the JSON, UTF-8.</param>
    public async Task WriteJsonAsync(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        await JsonSerializer.SerializeAsync(target, this, PlanJson.Default.PlanSummary);
        target.WriteByte((byte)'\n');
    }

    [JsonSourceGenerationOptions(
        GenerationMode = JsonSourceGenerationMode.Metadata,
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        NewLine = "\n",
        WriteIndented = true
    )]
    [JsonSerializable(typeof(PlanSummary))]
    private sealed partial class PlanJson : JsonSerializerContext;
}
