using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Readings;

namespace Interplay.Onnx.Mechanistic.Studies;

/// <summary>What a study of a model asks: which of its components do what to its answers.</summary>
public sealed record ModelStudyRequest
{
    /// <summary>The model.</summary>
    public required ModelSource Source { get; init; }

    /// <summary>What the model is asked.</summary>
    public required PromptList Prompts { get; init; }

    /// <summary>What can be removed.</summary>
    public ComponentChoice Parts { get; init; } = ComponentChoice.HeadsAndMlps;

    /// <summary>Whether each part acts at one token of the prompts only, which then have the same number of tokens.</summary>
    public bool ByToken { get; init; }

    /// <summary>How components are taken out.</summary>
    public AblationOptions Ablation { get; init; } = new();

    /// <summary>Prompts whose mean stands in for removed components; null for the prompts that are explained. Only with <see cref="AblationKind.Mean"/>.</summary>
    public PromptList? Reference { get; init; }

    /// <summary>What that mean is taken over.</summary>
    public MeanOver MeanOver { get; init; }

    /// <summary>The prompt whose values stand in for removed components. Only with <see cref="AblationKind.Resample"/>, which needs one.</summary>
    public StudyPrompt? ResampleFrom { get; init; }

    /// <summary>Which number is read of an answer.</summary>
    public ModelReadout Readout { get; init; }

    /// <summary>Whether each prompt is an output, not their mean.</summary>
    public bool EachPrompt { get; init; }

    /// <summary>How many parts to remove for good, each from 1 to all but one; empty for no pruning.</summary>
    public IReadOnlyList<int> Removed { get; init; } = [];

    /// <summary>Prompts on which pruning is checked; null for those that are explained.</summary>
    public PromptList? Test { get; init; }

    internal ModelStudyRequest Validated() =>
        Removed.Count > 0 && EachPrompt
            ? throw Malformed(
                "--prune keeps one number good, the mean over the prompts, and --each-prompt explains each of them; leave one out"
            )
        : Removed.Count == 0 && Test is not null
            ? throw Malformed("--test-prompts are prompts to check --prune on; found no --prune")
        : (Ablation.Kind == AblationKind.Resample) != (ResampleFrom is not null)
            ? throw new InterplayException(
                ErrorKind.Request,
                "reference-missing",
                "--ablation resample takes what stands in for removed parts from another prompt, --resample-from TEXT; give both or neither."
            )
        : Reference is not null && Ablation.Kind != AblationKind.Mean
            ? throw new InterplayException(
                ErrorKind.Request,
                "reference-missing",
                $"--reference names the prompts that a mean is taken over, for --ablation mean; found {Ablation.Kind.ToString().ToLowerInvariant()}."
            )
        : this;

    /// <summary>Whether the numbers of parts to remove fit the parts.</summary>
    internal void CheckRemoved(int partCount)
    {
        if (Removed.Where(count => count < 1 || count >= partCount).ToArray() is [var wrong, ..])
        {
            throw Malformed(
                $"--prune takes numbers of parts from 1 to {partCount - 1}, fewer than all; found {wrong}"
            );
        }
    }

    private static InterplayException Malformed(string what) =>
        new(ErrorKind.Request, "pruning-options-malformed", $"{what}.");
}
