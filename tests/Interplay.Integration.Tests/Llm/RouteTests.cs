using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Routes;
using Interplay.Llm.Scoring;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Llm;

/// <summary>Every route to the same model gives the model's own probabilities.</summary>
public sealed class RouteTests
{
    private static readonly WordsLens Plain = new("the quick brown fox", true);
    private static readonly WordsLens Chat = new("the quick brown fox", false);
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Vllm", true, ScoringRoute.PromptLogProbabilities)]
    [InlineData("Vllm", false, ScoringRoute.PromptLogProbabilities)]
    [InlineData("Echo", true, ScoringRoute.Echo)]
    [InlineData("Completions", true, ScoringRoute.CompletionTopTokens)]
    [InlineData("LlamaCpp", true, ScoringRoute.LlamaCpp)]
    [InlineData("LlamaCpp", false, ScoringRoute.LlamaCpp)]
    [InlineData("Sglang", false, ScoringRoute.ChatContinuedTopTokens)]
    [InlineData("Ollama", true, ScoringRoute.OllamaTopTokens)]
    [InlineData("Ollama", false, ScoringRoute.OllamaTopTokens)]
    public async Task A_probed_route_scores_a_continuation_token_by_token(
        string kind,
        bool isPlain,
        ScoringRoute expected
    )
    {
        await using ScriptedEndpoint server = await ScriptedEndpoint.StartAsync(
            Enum.Parse<ServerKind>(kind)
        );
        using EndpointClient client = Client(server);
        WordsLens lens = isPlain ? Plain : Chat;
        EndpointCapabilities capabilities = await EndpointProbe.ProbeAsync(client, lens.Full, Stop);
        Assert.Equal(expected, capabilities.ContinuationRoute);
        Assert.True(capabilities.SelfTest!.LargestDifference <= 1e-9);

        SampledContinuation sample = await EndpointProbe.SampleAsync(
            client,
            capabilities,
            lens.Full,
            6,
            Stop
        );
        Assert.Equal(
            BigramModel.Score(Context(lens.Full), sample.Text),
            sample.LogProbabilities,
            Near
        );
        ContinuationScorer scorer = await ContinuationScorer.CreateAsync(
            client,
            capabilities,
            lens.Full,
            sample.Text,
            Stop
        );
        Assert.Equal(
            sample.Text.Select(static (letter, i) => RawOutputs.Token(i, letter.ToString())),
            scorer.Outputs.Take(sample.Text.Length)
        );
        foreach (ulong bits in (ulong[])[15, 5, 0])
        {
            Prompt prompt = lens.Ablate(Kept(bits));
            PromptScore score = await scorer.ScoreAsync(prompt, Stop);
            double[] truth = BigramModel.Score(Context(prompt), sample.Text);
            for (int i = 0; i < truth.Length; i++)
            {
                bool isBound =
                    scorer.Outputs.Count > truth.Length && score.Values.Span[truth.Length + i] == 1;
                double given = score.Values.Span[i];
                Assert.True(
                    isBound ? given >= truth[i] : Math.Abs(given - truth[i]) <= 1e-9,
                    $"token {i} of mask {bits}: {given} (bound: {isBound}), truth {truth[i]}"
                );
            }

            Assert.True(score.Cost.Calls > 0 && score.Cost.InputTokens > 0);
        }
    }

    [Theory]
    [InlineData("Vllm")]
    [InlineData("LlamaCpp")]
    [InlineData("Sglang")]
    [InlineData("Ollama")]
    public async Task Labels_of_several_tokens_are_sums_and_those_outside_a_list_are_bounds(
        string kind
    )
    {
        await using ScriptedEndpoint server = await ScriptedEndpoint.StartAsync(
            Enum.Parse<ServerKind>(kind)
        );
        using EndpointClient client = Client(server);
        EndpointCapabilities capabilities = await EndpointProbe.ProbeAsync(client, Chat.Full, Stop);
        string first = BigramModel.Letter(BigramModel.Top(Context(Chat.Full), 1)[0].Id);
        string last = BigramModel.Letter(BigramModel.Top(Context(Chat.Full), 96)[95].Id);
        string word = BigramModel.Greedy(Context(Chat.Full), 3);
        string[] labels = [first, last, word];
        LabelScorer scorer = await LabelScorer.CreateAsync(
            client,
            capabilities,
            Chat.Full,
            labels,
            Stop
        );
        Assert.Equal($"log p: {first}", scorer.Outputs[0]);
        Assert.Equal($"censored: {first}", scorer.Outputs[1]);
        PromptScore score = await scorer.ScoreAsync(Chat.Full, Stop);
        bool isList = kind is "Sglang" or "Ollama";
        for (int i = 0; i < labels.Length; i++)
        {
            double truth = BigramModel.Score(Context(Chat.Full), labels[i]).Sum();
            double given = score.Values.Span[2 * i];
            bool isBound = score.Values.Span[2 * i + 1] == 1;
            Assert.Equal(isList && i == 1, isBound);
            Assert.True(isBound ? given >= truth : Math.Abs(given - truth) <= 1e-9);
        }
    }

    [Fact]
    public async Task A_chat_that_does_not_go_on_scores_labels_of_one_token_in_one_call_and_says_what_it_cannot()
    {
        await using ScriptedEndpoint server = await ScriptedEndpoint.StartAsync(ServerKind.OpenAI);
        using EndpointClient client = Client(server);
        EndpointCapabilities capabilities = await EndpointProbe.ProbeAsync(client, Chat.Full, Stop);
        Assert.Null(capabilities.ContinuationRoute);
        Assert.Equal(ScoringRoute.ChatTopTokens, capabilities.LabelRoute);

        (int Id, double Number)[] top = BigramModel.Top(Context(Chat.Full), 2);
        LabelScorer scorer = await LabelScorer.CreateAsync(
            client,
            capabilities,
            Chat.Full,
            [BigramModel.Letter(top[0].Id), BigramModel.Letter(top[1].Id)],
            Stop
        );
        PromptScore score = await scorer.ScoreAsync(Chat.Full, Stop);
        Assert.Equal(1, score.Cost.Calls);
        Assert.Equal([top[0].Number, 0, top[1].Number, 0], score.Values.ToArray(), Near);

        InterplayException text = await Assert.ThrowsAsync<InterplayException>(() =>
            ContinuationScorer.CreateAsync(client, capabilities, Chat.Full, "abc", Stop)
        );
        Assert.Equal("endpoint-cannot-score", text.Name);
        InterplayException label = await Assert.ThrowsAsync<InterplayException>(() =>
            LabelScorer.CreateAsync(
                client,
                capabilities,
                Chat.Full,
                [BigramModel.Letter(top[0].Id) + "x"],
                Stop
            )
        );
        Assert.Equal("endpoint-cannot-score", label.Name);
    }

    [Fact]
    public async Task Scores_that_are_not_what_they_claim_fail_the_self_test()
    {
        await using ScriptedEndpoint server = await ScriptedEndpoint.StartAsync(ServerKind.Liar);
        using EndpointClient client = Client(server);
        EndpointCapabilities chat = await EndpointProbe.ProbeAsync(client, Chat.Full, Stop);
        Assert.NotEqual(ScoringRoute.PromptLogProbabilities, chat.ContinuationRoute);
        Assert.False(chat.Findings[0].ScoresContinuations);
        Assert.Contains("0.5", chat.Findings[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_without_log_probabilities_is_an_error_that_lists_what_was_tried()
    {
        await using ScriptedEndpoint server = await ScriptedEndpoint.StartAsync(ServerKind.Echo);
        using EndpointClient client = Client(server);
        InterplayException exception = await Assert.ThrowsAsync<InterplayException>(() =>
            EndpointProbe.ProbeAsync(client, Chat.Full, Stop)
        );
        Assert.Equal("endpoint-cannot-score", exception.Name);
        Assert.Contains("no such route", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twenty_tokens_cost_as_many_calls_as_one()
    {
        await using ScriptedEndpoint server = await ScriptedEndpoint.StartAsync(ServerKind.Vllm);
        using EndpointClient client = Client(server);
        EndpointCapabilities capabilities = await EndpointProbe.ProbeAsync(client, Chat.Full, Stop);
        string answer = BigramModel.Greedy(Context(Chat.Full), 20);
        var masks = MaskMatrix.Create(16, 4, static (row, words) => words[0] = (ulong)row);
        var calls = new List<int>();
        foreach (string continuation in (string[])[answer, answer[..1]])
        {
            ContinuationScorer scorer = await ContinuationScorer.CreateAsync(
                client,
                capabilities,
                Chat.Full,
                continuation,
                Stop
            );
            Assert.Equal(2 * continuation.Length, scorer.Outputs.Count);
            int before = server.Requests.Count;
            var values = new double[masks.RowCount * scorer.Outputs.Count];
            await ((IValueFunction)new PromptValueFunction(Chat, scorer)).EvaluateAsync(
                masks,
                values,
                Stop
            );
            for (int i = 0; i < values.Length; i++)
            {
                bool isFlag = i % scorer.Outputs.Count >= continuation.Length;
                Assert.True(isFlag ? values[i] == 0 : values[i] < 0);
            }

            calls.Add(server.Requests.Count - before);
        }

        Assert.Equal([16, 16], calls);
    }

    private static EndpointClient Client(ScriptedEndpoint server) =>
        new(new EndpointOptions { BaseAddress = server.Address }, null, null, static _ => null);

    private static Mask Kept(ulong bits) =>
        MaskMatrix.Create(1, 4, (_, words) => words[0] = bits).GetMask(0);

    private static string Context(Prompt prompt) =>
        prompt.IsPlain
            ? prompt.Messages[0].Content
            : $"<user>\n{prompt.Messages[0].Content}\n<assistant>\n";

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) <= 1e-9;
}
