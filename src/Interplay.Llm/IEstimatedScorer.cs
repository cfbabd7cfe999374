namespace Interplay.Llm;

/// <summary>A scorer that can say beforehand what a prompt takes.</summary>
internal interface IEstimatedScorer
{
    /// <summary>Requests a prompt.</summary>
    int CallsPerPrompt { get; }

    /// <summary>Characters that are scored beside the prompt in each request, at most.</summary>
    int ScoredCharacters { get; }
}
