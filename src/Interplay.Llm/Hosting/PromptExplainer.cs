using Interplay.Lenses;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Answers;
using Interplay.Llm.Chat;
using Interplay.Llm.Documents;
using Interplay.Llm.Readouts;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.ValueFunctions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Interplay.Llm.Hosting;

/// <summary>The explainer of an application; <see cref="ServiceCollectionExtensions.AddInterplay"/> registers it.</summary>
internal sealed partial class PromptExplainer(
    InterplayOptions defaults,
    IPromptScorer? registered,
    IChatClient? client,
    IJournal? journal,
    TimeProvider time,
    ILogger logger
) : IPromptExplainer
{
    /// <inheritdoc/>
    public async Task<Explanation> ExplainAsync(
        ILens<Prompt> lens,
        IPromptScorer? scorer = null,
        ExplainOptions? options = null,
        IProgress<ExplainProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(lens);
        IPromptScorer used = scorer ?? registered ?? await AnswersAsync(lens, cancellationToken);
        ExplainOptions asked = options ?? defaults.Explain;
        asked = asked with { Readout = asked.Readout ?? PromptReadouts.First(used.Outputs) };
        var function = new PromptValueFunction(
            lens,
            used,
            new PromptEvaluationOptions { Concurrency = defaults.Concurrency }
        );
        try
        {
            RunResult result = await Explainer.ExplainAsync(
                new FunctionRequest
                {
                    Function = function,
                    Subject = new PromptSubject { Parts = lens.Parts },
                    Options = asked,
                    Journal = journal,
                    Time = time,
                },
                progress,
                cancellationToken
            );
            Explanation explanation = result.Explanation;
            LogExplained(
                lens.Parts.Count,
                explanation.Ablations,
                explanation.Method,
                explanation.Outputs[0].Trust.Verdict.Kind
            );
            return explanation with { Subject = new PromptSubject { Parts = lens.Parts } };
        }
        catch (InterplayException exception)
        {
            LogFailed(exception.Name);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<DocumentNeeds> ExplainDocumentsAsync(
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyList<RetrievedDocument> documents,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(documents);
        IChatClient asked = Client();
        ChatResponse response = await ChatFailure.GuardAsync(
            asked,
            messages,
            options,
            cancellationToken
        );
        DocumentNeedsOptions how = defaults.Documents;
        return await new DocumentStudy(
            asked,
            how with
            {
                Journal = how.Journal ?? journal,
            }
        ).ExplainAsync(messages, documents, options, response, cancellationToken);
    }

    private IChatClient Client() =>
        client
        ?? throw new InterplayException(
            ErrorKind.Request,
            "scorer-missing",
            "Nothing can score prompts: register an IPromptScorer or an IChatClient, or hand over a scorer."
        );

    /// <summary>The client's own answer to the whole prompt is what answers to ablated ones are compared with.</summary>
    private async Task<IPromptScorer> AnswersAsync(
        ILens<Prompt> lens,
        CancellationToken cancellationToken
    )
    {
        var source = new ChatClientAnswers(Client(), defaults.Chat);
        Answer whole = await source.AnswerAsync(
            lens.Ablate(Mask.Full(lens.Parts.Count)),
            cancellationToken
        );
        return new AnswerScorer(source, defaults.Measures(whole.NotMissing().Text));
    }

    [LoggerMessage(
        1,
        LogLevel.Information,
        "Explained a prompt of {Parts} parts from {Ablations} ablations by {Method}: {Verdict}."
    )]
    private partial void LogExplained(
        int parts,
        int ablations,
        string method,
        Interactions.Trust.VerdictKind verdict
    );

    [LoggerMessage(2, LogLevel.Error, "Could not explain a prompt: {Error}.")]
    private partial void LogFailed(string error);
}
