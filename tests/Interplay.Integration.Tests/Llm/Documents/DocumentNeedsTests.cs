using Interplay.Integration.Tests.Llm.Chat;
using Interplay.Llm.Answers;
using Interplay.Llm.Chat;
using Interplay.Llm.Documents;
using Interplay.ValueFunctions;
using Microsoft.Extensions.AI;

namespace Interplay.Integration.Tests.Llm.Documents;

/// <summary>Middleware around a client that answers from the documents in its prompt.</summary>
public sealed class DocumentNeedsTests
{
    private static readonly string[] Chunks =
    [
        "The bridge has two towers.",
        "Mara designed the bridge in Lund.",
        "Fish live in the river.",
        "The bridge in Lund opened in 1931.",
        "In 1931 the bridge was opened.",
    ];

    /// <summary>Who built it takes the second chunk; when takes the fourth or the fifth.</summary>
    private static string Answer(string prompt)
    {
        string who = prompt.Contains("Mara designed", StringComparison.Ordinal)
            ? "Mara designed it"
            : "Nobody knows whose design";
        string when = prompt.Contains("1931", StringComparison.Ordinal)
            ? "and it opened in 1931"
            : "";
        return $"{who} {when}".Trim();
    }

    [Fact]
    public async Task A_response_says_which_documents_it_needed()
    {
        using var client = new RuleClient(Answer);
        using IChatClient pipeline = new ChatClientBuilder(client)
            .Use(static inner => inner.WithDocumentNeeds())
            .Build();
        ChatResponse response = await pipeline.GetResponseAsync(
            Messages(),
            Options(),
            TestContext.Current.CancellationToken
        );
        Assert.Equal("Mara designed it and it opened in 1931", response.Text);
        DocumentNeeds needs = DocumentNeeds.Of(response)!;
        Assert.Equal(
            [DocumentRole.Carries, DocumentRole.Either, DocumentRole.Nothing, DocumentRole.Nothing],
            needs
                .Statements.Select(static s =>
                    s.Role == DocumentRole.Adds ? DocumentRole.Carries : s.Role
                )
                .OrderBy(static role => role)
        );
        Assert.Contains(
            needs.Sentences,
            static s => s.StartsWith("Either 4 or 5 is enough", StringComparison.Ordinal)
        );
        // The answer itself was the full mask; every other subset is one call.
        Assert.Equal(32, client.Calls);
        Assert.Equal(31, needs.Cost.Calls);
        Assert.Equal(32, needs.Explanation.Ablations);
        Assert.Null(client.LastOptions?.AdditionalProperties?.Keys.FirstOrDefault());
    }

    [Fact]
    public async Task A_stream_ends_with_the_needs()
    {
        using var client = new RuleClient(Answer);
        using DocumentNeedsChatClient pipeline = client.WithDocumentNeeds();
        ChatResponse response = await pipeline
            .GetStreamingResponseAsync(Messages(), Options(), TestContext.Current.CancellationToken)
            .ToChatResponseAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Mara designed it and it opened in 1931", response.Text);
        Assert.Equal(response.Text, DocumentNeeds.Of(response)!.Answer);
    }

    [Fact]
    public async Task Answers_are_explained_on_demand_only_where_that_is_wanted()
    {
        using var client = new RuleClient(Answer);
        using DocumentNeedsChatClient pipeline = client.WithDocumentNeeds(
            new DocumentNeedsOptions { ExplainsAlways = false }
        );
        ChatOptions options = Options();
        ChatResponse response = await pipeline.GetResponseAsync(
            Messages(),
            options,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(1, client.Calls);
        Assert.Null(DocumentNeeds.Of(response));
        DocumentNeeds needs = await pipeline.ExplainAsync(
            Messages(),
            response,
            options,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(32, client.Calls);
        options.AdditionalProperties![DocumentNeeds.ExplainPropertyName] = true;
        response = await pipeline.GetResponseAsync(
            Messages(),
            options,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(needs.Sentences, DocumentNeeds.Of(response)!.Sentences);
    }

    [Fact]
    public async Task A_journal_saves_the_calls_of_the_same_question()
    {
        using var client = new RuleClient(Answer);
        var journal = new MemoryJournal();
        using DocumentNeedsChatClient pipeline = client.WithDocumentNeeds(
            new DocumentNeedsOptions { Journal = journal, Documents = static (_, _) => Named() }
        );
        for (int i = 0; i < 2; i++)
        {
            await pipeline.GetResponseAsync(
                Messages(),
                cancellationToken: TestContext.Current.CancellationToken
            );
        }

        Assert.Equal(33, client.Calls);
        Assert.Equal(32, journal.Count);
    }

    [Fact]
    public async Task A_budget_bounds_the_calls_for_many_documents()
    {
        string[] chunks =
        [
            .. Enumerable.Range(0, 9).Select(static i => $"Fact {i}: nothing much."),
            "Fact 9: Mara designed it.",
            "Fact 10: it opened in 1931.",
        ];
        static string Both(string prompt) =>
            prompt.Contains("Mara", StringComparison.Ordinal)
            && prompt.Contains("1931", StringComparison.Ordinal)
                ? "Mara, 1931"
                : "Unknown";
        using var client = new RuleClient(Both);
        using DocumentNeedsChatClient pipeline = client.WithDocumentNeeds(
            new DocumentNeedsOptions { Measure = static answer => new ExactMatch(answer) }
        );
        ChatResponse response = await pipeline.GetResponseAsync(
            [new ChatMessage(ChatRole.User, string.Join('\n', chunks))],
            new ChatOptions
            {
                AdditionalProperties = new() { [DocumentNeeds.DocumentsPropertyName] = chunks },
            },
            TestContext.Current.CancellationToken
        );
        DocumentNeeds needs = DocumentNeeds.Of(response)!;
        Assert.InRange(client.Calls, 2, 65);
        Assert.StartsWith("Needs 10 and 11 together", needs.Sentences[0], StringComparison.Ordinal);
        Assert.Equal(9, needs.Statements.Count(static s => s.Role == DocumentRole.Nothing));
    }

    [Fact]
    public async Task An_answer_is_never_lost_to_its_explanation()
    {
        int calls = 0;
        using var client = new RuleClient(prompt =>
            Interlocked.Increment(ref calls) > 3
                ? throw new HttpRequestException("no connection")
                : Answer(prompt)
        );
        using DocumentNeedsChatClient pipeline = client.WithDocumentNeeds();
        ChatResponse response = await pipeline.GetResponseAsync(
            Messages(),
            Options(),
            TestContext.Current.CancellationToken
        );
        Assert.Equal("Mara designed it and it opened in 1931", response.Text);
        Assert.Null(DocumentNeeds.Of(response));
        string failure = (string)response.AdditionalProperties![DocumentNeeds.FailurePropertyName]!;
        Assert.StartsWith("value-function-failed: ", failure, StringComparison.Ordinal);
        Assert.Contains("no connection", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("REFUSED", 2, "answer-missing")]
    [InlineData("", 2, "answer-missing")]
    [InlineData("yes", 1, "documents-too-few")]
    public async Task What_cannot_be_explained_is_named(string answer, int count, string error)
    {
        using var client = new RuleClient(_ => answer);
        using DocumentNeedsChatClient pipeline = client.WithDocumentNeeds(
            new DocumentNeedsOptions { Documents = (_, _) => [.. Named().Take(count)] }
        );
        ChatResponse response = await pipeline.GetResponseAsync(
            Messages(),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.StartsWith(
            $"{error}: ",
            (string)response.AdditionalProperties![DocumentNeeds.FailurePropertyName]!,
            StringComparison.Ordinal
        );
        Assert.Equal(1, client.Calls);
    }

    [Fact]
    public async Task Without_documents_nothing_is_asked_or_added()
    {
        using var client = new RuleClient(Answer);
        using DocumentNeedsChatClient pipeline = client.WithDocumentNeeds();
        ChatResponse response = await pipeline.GetResponseAsync(
            Messages(),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(1, client.Calls);
        Assert.Null(response.AdditionalProperties);
    }

    [Fact]
    public async Task A_scorer_of_the_answer_takes_the_place_of_sampling()
    {
        using var client = new RuleClient(Answer);
        var scored = new RuleClient(Answer);
        using DocumentNeedsChatClient pipeline = client.WithDocumentNeeds(
            new DocumentNeedsOptions
            {
                Scorer = answer => new AnswerScorer(
                    new ChatClientAnswers(scored),
                    new WordOverlap(answer)
                ),
            }
        );
        ChatResponse response = await pipeline.GetResponseAsync(
            Messages(),
            Options(),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(1, client.Calls);
        Assert.Equal(32, scored.Calls);
        Assert.Contains(
            DocumentNeeds.Of(response)!.Statements,
            static s => s.Role == DocumentRole.Either
        );
    }

    [Theory]
    [InlineData(13, 64, 4)]
    [InlineData(6, 8, 4)]
    [InlineData(6, 64, 0)]
    public void Options_are_checked(int exhaustive, int calls, int concurrency)
    {
        using var client = new RuleClient(Answer);
        Assert.Equal(
            "document-options-malformed",
            Assert
                .Throws<InterplayException>(() =>
                    client.WithDocumentNeeds(
                        new DocumentNeedsOptions
                        {
                            ExhaustiveUpTo = exhaustive,
                            MostCalls = calls,
                            Concurrency = concurrency,
                        }
                    )
                )
                .Name
        );
    }

    private static RetrievedDocument[] Named() =>
        [.. Chunks.Select(static (text, i) => new RetrievedDocument($"{i + 1}", text))];

    private static ChatMessage[] Messages() =>
        [
            new(ChatRole.System, $"Answer from these:\n{string.Join('\n', Chunks)}"),
            new(ChatRole.User, "Who designed the bridge, and when did it open?"),
        ];

    private static ChatOptions Options() =>
        new()
        {
            Temperature = 0,
            AdditionalProperties = new() { [DocumentNeeds.DocumentsPropertyName] = Chunks },
        };
}
