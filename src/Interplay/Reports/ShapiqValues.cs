using System.Text.Json;
using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Reports;

/// <summary>What a file of shapiq's <c>InteractionValues</c> says, kept as it says it.</summary>
public sealed record ShapiqValues
{
    /// <summary>The version of shapiq that a written file names.</summary>
    public const string WrittenVersion = "1.6.0";

    /// <summary>Version of shapiq that wrote the file.</summary>
    public string Version { get; init; } = WrittenVersion;

    /// <summary>Python's description of the object the values came from; null when not stored.</summary>
    public string? CreatedFrom { get; init; }

    /// <summary>Free text; null when not stored.</summary>
    public string? Description { get; init; }

    /// <summary>The parameters that were stored, an object; null writes an empty one.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>When the file was written, in UTC, to the microsecond.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Number of parts (players).</summary>
    public required int PartCount { get; init; }

    /// <summary>Name of the index as shapiq spells it; shapiq knows more than we do.</summary>
    public required string Index { get; init; }

    /// <summary>Highest order.</summary>
    public required int MaxOrder { get; init; }

    /// <summary>Lowest order; 0 when the empty set is listed.</summary>
    public int MinOrder { get; init; }

    /// <summary>Whether the values are estimates.</summary>
    public bool Estimated { get; init; } = true;

    /// <summary>Ablations the estimate cost; null when not stored.</summary>
    public int? EstimationBudget { get; init; }

    /// <summary>The value without any part.</summary>
    public required double Baseline { get; init; }

    /// <summary>The strengths in the order of the file; shapiq stores no standard errors.</summary>
    public required IReadOnlyList<Interaction> Interactions { get; init; }

    /// <summary>Makes a file of our values.</summary>
    /// <param name="values">The values; their standard errors are not stored.</param>
    /// <param name="time">Says what time it is.</param>
    /// <param name="estimationBudget">Ablations they cost; null when unknown.</param>
    public static ShapiqValues From(
        InteractionValues values,
        TimeProvider time,
        int? estimationBudget = null
    )
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(time);
        return new ShapiqValues
        {
            Timestamp = time.GetUtcNow(),
            PartCount = values.PartCount,
            Index = values.Index.ToName(),
            MaxOrder = values.Order,
            EstimationBudget = estimationBudget,
            Baseline = values.Baseline,
            // shapiq puts the baseline on an empty set that is not listed, so it is listed even when it is 0.
            Interactions =
            [
                .. values.TryGet(PartSet.Empty, out _) ? [] : (Interaction[])[default],
                .. values.Interactions.Select(static value => value with { StandardError = null }),
            ],
        };
    }

    /// <summary>The same as our values.</summary>
    /// <exception cref="InterplayException">An index that only shapiq knows (<c>unknown-index</c>).</exception>
    public InteractionValues ToInteractionValues() =>
        new(
            PartCount,
            InteractionIndexNames.Parse(Index),
            Math.Max(1, MaxOrder),
            Baseline,
            Interactions
        );
}
