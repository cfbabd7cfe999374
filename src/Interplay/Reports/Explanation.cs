using System.Text.Json.Serialization;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Lenses;
using Interplay.Reports.Subjects;

namespace Interplay.Reports;

/// <summary>Everything a report needs: what was asked, what it cost, what was found and how far to trust it. Immutable. System.Text.Json writes and reads it as <see cref="ExplanationJson"/> does.</summary>
[JsonConverter(typeof(ExplanationJsonConverter))]
public sealed record Explanation
{
    /// <summary>Name of the recovery method.</summary>
    public required string Method { get; init; }

    /// <summary>Seed of every random choice of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What was explained: the parts and what is known of the thing they are parts of.</summary>
    public required Subject Subject { get; init; }

    /// <summary>Which numbers of the value function are explained; null where they are taken as they come.</summary>
    public Readout? Readout { get; init; }

    /// <summary>Most ablations the run was allowed.</summary>
    public required int Budget { get; init; }

    /// <summary>Distinct ablations spent, held-out ones included.</summary>
    public required int Ablations { get; init; }

    /// <summary>Ablations among them that were only used to measure faithfulness.</summary>
    public int HeldOut { get; init; }

    /// <summary>Ablations among them that were only used to measure faithfulness near the whole input.</summary>
    public int NearWhole { get; init; }

    /// <summary>
    /// Probability with which the masks that it was learned from keep a part, above 0 and below 1. Effects and shares of the variance are averages over such
    /// masks (<see cref="EffectsOf"/>).
    /// </summary>
    public double KeptShare { get; init; } = 0.5;

    /// <summary>The index of the reported interactions.</summary>
    public required InteractionIndex Index { get; init; }

    /// <summary>The highest order of the reported interactions.</summary>
    public required int Order { get; init; }

    /// <summary>One entry an output of the value function, in its order.</summary>
    public required IReadOnlyList<ExplainedOutput> Outputs { get; init; }

    /// <summary>The linear datamodelling score over all outputs on held-out masks; null when it was not asked for or there are too few of them.</summary>
    public DatamodelScore? DatamodelScore { get; init; }

    /// <summary>What is said of parts and groups beyond their strengths, as of training rows; the outputs one after another, the strongest first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Parts removed for good, measured; null when that was not asked for.</summary>
    public Pruning? Pruning { get; init; }

    /// <summary>What the planner and the method did and why, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The rounds of a run that asked for masks in rounds, the last of which is this explanation; empty for any other run.</summary>
    public IReadOnlyList<Round> Rounds { get; init; } = [];

    /// <summary>Seconds of each step; null when they were not measured or are left out to make runs comparable byte by byte.</summary>
    public Timings? Timings { get; init; }

    /// <summary>What it takes to repeat the run.</summary>
    public required Manifest Manifest { get; init; }

    /// <inheritdoc cref="Subject.Parts"/>
    public IReadOnlyList<Part> Parts => Subject.Parts;

    /// <inheritdoc cref="Subject.Text"/>
    public string? Input => Subject.Text;

    /// <summary>Number of parts.</summary>
    public int PartCount => Parts.Count;

    /// <summary>
    /// The spectrum of an output in the basis of the masks that it was learned from, to read effects from: those of parts (<see cref="Spectrum.Effect"/>)
    /// are averages over such masks. At a kept share of one half it is the spectrum itself.
    /// </summary>
    /// <param name="output">One of the outputs.</param>
    /// <exception cref="InterplayException"><c>expansion-too-large</c>: a term has too many parts.</exception>
    public Spectrum EffectsOf(ExplainedOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return CentredTerms.Of(output.Spectrum, KeptShare);
    }

    /// <summary>The same under another index: the stored spectra have it all, and nothing is asked of the value function again.</summary>
    /// <param name="index">The index.</param>
    /// <param name="order">The highest order; null takes the index's own default, which is that of <see cref="InteractionValues.Compute"/>.</param>
    /// <exception cref="InterplayException"><c>order-out-of-range</c>.</exception>
    /// <exception cref="ExpansionTooLargeException">The index has too many sets to list.</exception>
    public Explanation Under(InteractionIndex index, int? order = null)
    {
        ExplainedOutput[] outputs =
        [
            .. Outputs.Select(output =>
            {
                // Values that were read from more than the spectrum are not what the spectrum would give.
                InteractionValues values =
                    index == Index && index.WeighsAllSizes() && (order ?? Order) == Order
                        ? output.Interactions
                        : InteractionValues.ComputeAt(output.Spectrum, index, order, KeptShare);
                return output with
                {
                    Interactions = values,
                    Trust = output.Trust with
                    {
                        SignStability = SignStability.Of(values.Top(SignStability.Most)),
                        Verdict =
                            output.Trust.Verdict.Kind != VerdictKind.Complete
                            && index.WeighsAllSizes()
                            && values != output.Interactions
                                ? Verdict.NotJudged(index, KeptShare)
                                : output.Trust.Verdict,
                    },
                };
            }),
        ];
        int highest = outputs[0].Interactions.Order;
        return this with
        {
            Index = index,
            Order = highest,
            Outputs = outputs,
            Manifest = Manifest.With(("index", index.ToName()), ("order", $"{highest}")),
        };
    }
}
