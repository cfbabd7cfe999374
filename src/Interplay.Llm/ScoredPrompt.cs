namespace Interplay.Llm;

/// <summary>A prompt with its score, until somebody keeps it.</summary>
internal sealed class ScoredPrompt(RenderedPrompt prompt, PromptScore score)
{
    private readonly TaskCompletionSource _kept = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public RenderedPrompt Prompt => prompt;

    public PromptScore Score => score;

    /// <summary>Ends when the score is kept.</summary>
    public Task Kept => _kept.Task;

    public void Keep() => _kept.TrySetResult();
}
