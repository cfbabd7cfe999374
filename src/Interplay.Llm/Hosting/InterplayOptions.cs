using Interplay.Llm.Answers;
using Interplay.Llm.Chat;
using Interplay.Llm.Documents;
using Interplay.Runs;

namespace Interplay.Llm.Hosting;

/// <summary>What an application explains prompts with. Set where the services are registered, and not changed afterwards.</summary>
public sealed class InterplayOptions
{
    /// <summary>Budget, method, index and seed of explanations.</summary>
    public ExplainOptions Explain { get; set; } = new();

    /// <summary>How the chat client is asked, where answers are sampled.</summary>
    public ChatAnswerOptions Chat { get; set; } = new();

    /// <summary>What is read from a sampled answer, given the answer to the whole prompt; the first measure is explained. The default counts shared words.</summary>
    public Func<string, IReadOnlyList<IAnswerMeasure>> Measures { get; set; } =
        static answer => [new WordOverlap(answer)];

    /// <summary>How the needs of documents are found. Their journal is the registered one where none is given.</summary>
    public DocumentNeedsOptions Documents { get; set; } = new();

    /// <summary>Prompts scored at a time, 1 to 1,024.</summary>
    public int Concurrency { get; set; } = DocumentNeedsOptions.DefaultConcurrency;
}
