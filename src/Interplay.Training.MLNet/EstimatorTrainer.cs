using Microsoft.ML;

namespace Interplay.Training.MLNet;

/// <summary>An ML.NET pipeline as a trainer: what is fitted to each subset, and which of its numbers is the score.</summary>
public sealed record EstimatorTrainer
{
    /// <summary>
    /// Everything the pipeline depends on beside the data, as text: its steps and their options. Part of the key under which scores are kept, so
    /// that another pipeline must have another identity.
    /// </summary>
    public required string Identity { get; init; }

    /// <summary>What is read as the score of a row.</summary>
    public required EstimatorScore Score { get; init; }

    /// <summary>
    /// Makes the pipeline anew for each fit, with a context whose seed is set; many threads call it. Its input has the columns <c>Label</c>
    /// (true and false, or a single-precision number) and <c>Features</c> (a vector of single-precision numbers). Trainers should be told to use
    /// one thread: several fits run side by side, and the order in which threads add changes the last bits.
    /// </summary>
    public required Func<MLContext, IEstimator<ITransformer>> Create { get; init; }

    /// <summary>Whether a model is a constant because nothing could be split.</summary>
    internal Func<ITransformer, bool> IsWithoutSplit { get; init; } = static _ => false;

    /// <summary>Whether an exception says that nothing could be split.</summary>
    internal Func<Exception, bool> SaysWithoutSplit { get; init; } = static _ => false;
}
