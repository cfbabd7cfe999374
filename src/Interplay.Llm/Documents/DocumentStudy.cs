using System.Diagnostics;
using System.Globalization;
using Interplay.Llm.Answers;
using Interplay.Llm.Chat;
using Interplay.Llm.Readouts;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.ValueFunctions;
using Microsoft.Extensions.AI;

namespace Interplay.Llm.Documents;

/// <summary>Asks a client again with documents removed, and says what the answer needed.</summary>
internal sealed class DocumentStudy(IChatClient client, DocumentNeedsOptions options)
{
    private readonly DocumentNeedsOptions _options = options.Validated();

    public async Task<DocumentNeeds> ExplainAsync(
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyList<RetrievedDocument> documents,
        ChatOptions? chat,
        ChatResponse given,
        CancellationToken cancellationToken
    )
    {
        if (documents.Count < 2)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "documents-too-few",
                $"Interactions need at least 2 documents; found {documents.Count}."
            );
        }

        var lens = new DocumentLens(messages, documents);
        Answer answer = ChatClientAnswers.AnswerOf(given, TimeSpan.Zero).NotMissing();

        IJournal journal = _options.Journal ?? new MemoryJournal();
        AblatedMessages function;
        IReadout readout;
        if (_options.Scorer is { } scorerOf)
        {
            IPromptScorer scorer = scorerOf(answer.Text);
            function = new AblatedMessages(
                lens,
                scorer.Outputs,
                scorer.Fingerprint,
                (ablated, token) => scorer.ScoreAsync(ChatMessages.ToPrompt(ablated), token),
                _options.Concurrency
            );
            readout = PromptReadouts.First(scorer.Outputs);
        }
        else
        {
            IAnswerMeasure measure = _options.Measure(answer.Text);
            function = Sampled(lens, measure, chat);
            readout = new MeasureReadout(measure.Name, function.Outputs);
            await KeepGivenAsync(journal, function, measure, answer.Text, cancellationToken);
        }

        int count = documents.Count;
        RunResult result = await Explainer.ExplainAsync(
            new FunctionRequest
            {
                Function = function,
                Subject = new PromptSubject { Parts = lens.Parts },
                Options = new ExplainOptions
                {
                    Budget = count <= _options.ExhaustiveUpTo ? 1 << count : _options.MostCalls,
                    HeldOut = 0,
                    Readout = readout,
                    Seed = _options.Seed,
                },
                Journal = journal,
            },
            cancellationToken: cancellationToken
        );
        cancellationToken.ThrowIfCancellationRequested();
        Explanation explanation = result.Explanation;
        return new DocumentNeeds
        {
            Answer = answer.Text,
            Documents = documents,
            Statements = DocumentSentences.Describe(explanation.Outputs[0].Spectrum, lens.Parts),
            Explanation = explanation,
            Cost = result.Cost,
        };
    }

    private AblatedMessages Sampled(DocumentLens lens, IAnswerMeasure measure, ChatOptions? chat) =>
        new(
            lens,
            [measure.Name, AnswerScorer.MissingAnswer],
            Fingerprint.Of(
                nameof(DocumentStudy),
                ChatClientIdentity.Of(client, chat?.ModelId),
                measure.Fingerprint,
                chat?.Temperature?.ToString("R", CultureInfo.InvariantCulture) ?? "",
                chat?.Seed?.ToString(CultureInfo.InvariantCulture) ?? "",
                chat?.Instructions ?? ""
            ),
            async (ablated, token) =>
            {
                long start = Stopwatch.GetTimestamp();
                ChatResponse response = await ChatFailure.GuardAsync(client, ablated, chat, token);
                Answer answer = ChatClientAnswers.AnswerOf(
                    response,
                    Stopwatch.GetElapsedTime(start)
                );
                Measurement found = await measure.MeasureAsync(
                    answer.IsRefused ? "" : answer.Text,
                    token
                );
                return new PromptScore(
                    (double[])[found.Value, answer.IsMissing ? 1 : 0],
                    answer.Cost + found.Cost
                );
            },
            _options.Concurrency
        );

    /// <summary>The answer with all documents is paid for already.</summary>
    private static async Task KeepGivenAsync(
        IJournal journal,
        AblatedMessages function,
        IAnswerMeasure measure,
        string answer,
        CancellationToken cancellationToken
    )
    {
        Measurement found = await measure.MeasureAsync(answer, cancellationToken);
        await journal.BeginAsync(
            new JournalSubject(function.Fingerprint, function.PartCount, function.Outputs),
            cancellationToken
        );
        await journal.AppendAsync(
            function.Fingerprint,
            MaskMatrix.From([Mask.Full(function.PartCount)]),
            (double[])[found.Value, 0],
            cancellationToken: cancellationToken
        );
    }
}
