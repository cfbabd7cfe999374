using Interplay.Cli.Options;
using Interplay.Onnx.Mechanistic;

namespace Interplay.Cli.Explain.Models;

/// <summary>What is asked of a model, as the command line says it.</summary>
internal sealed record ModelRequest
{
    /// <summary>A shipped model, a folder or a file.</summary>
    public required string Model { get; init; }

    public string? PromptsPath { get; init; }

    public IReadOnlyList<string> Prompts { get; init; } = [];

    public required string Parts { get; init; }

    public string? Layers { get; init; }

    /// <summary>Whether each part acts at one token of the prompts only.</summary>
    public bool ByToken { get; init; }

    public string? ComponentsPath { get; init; }

    public required AblationOptions Ablation { get; init; }

    /// <summary>Prompts whose mean stands in for removed components; null for the prompts that are explained.</summary>
    public string? ReferencePath { get; init; }

    /// <summary>Whether the mean is one for each position.</summary>
    public bool MeanOfEachPosition { get; init; }

    /// <summary>The prompt whose values stand in for removed components.</summary>
    public string? ResampleFrom { get; init; }

    public required ModelReadout Readout { get; init; }

    /// <summary>Whether each prompt is an output.</summary>
    public bool EachPrompt { get; init; }

    /// <summary>Prompts on which pruning is judged; null for those that are explained.</summary>
    public string? TestPromptsPath { get; init; }

    /// <summary>How many parts to remove; empty for no pruning.</summary>
    public IReadOnlyList<int> Removed { get; init; } = [];
}
