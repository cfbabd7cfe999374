using System.Text;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;
using Interplay.ValueFunctions;

namespace Interplay.Llm.Routes;

/// <summary>Teacher forcing by lists of likely tokens: the answer so far grows by a token a call. A token outside its list is censored.</summary>
internal sealed class StepwiseApi(INextTokenApi next) : IScoringApi
{
    public INextTokenApi Next => next;

    public ScoringRoute Route => next.Route;

    public bool SeesListsOnly => true;

    public int Calls(int tokens, bool isPlain) => tokens;

    public ValueTask<EndpointAnswer<Generation>> GenerateAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    ) => next.GenerateAsync(prompt, mostTokens, cancellationToken);

    public async ValueTask<EndpointAnswer<ScoredToken[]>> ScoreAsync(
        Prompt prompt,
        string continuation,
        ScoredToken[]? tokens,
        CancellationToken cancellationToken
    )
    {
        byte[] bytes = Encoding.UTF8.GetBytes(continuation);
        if (tokens is null)
        {
            return await CutAsync(prompt, bytes, cancellationToken);
        }

        var answers = new Task<EndpointAnswer<ServerToken[]>>[tokens.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            answers[i] = next.NextAsync(
                    prompt,
                    Encoding.UTF8.GetString(bytes, 0, tokens[i].Start),
                    cancellationToken
                )
                .AsTask();
        }

        EndpointAnswer<ServerToken[]>[] lists = await Task.WhenAll(answers);
        var scored = new ScoredToken[tokens.Length];
        AblationCost cost = default;
        for (int i = 0; i < scored.Length; i++)
        {
            scored[i] = Find(lists[i].Value, bytes, tokens[i].Start, tokens[i].Length);
            cost += lists[i].Cost;
        }

        return new(scored, cost);
    }

    /// <summary>The number of a token, or where its list does not give one what it is at most (<see cref="StandIn.Bound"/>).</summary>
    /// <param name="likely">The list.</param>
    /// <param name="other">A list after another prompt, which shows a floor that both end with; may be empty.</param>
    /// <param name="token">The token.</param>
    public static (double LogProbability, bool IsCensored) Find(
        IReadOnlyList<ServerToken> likely,
        IReadOnlyList<ServerToken> other,
        ReadOnlySpan<byte> token
    )
    {
        double floor = StandIn.FloorOf(likely, other);
        bool isListed = false;
        foreach (ServerToken candidate in likely)
        {
            if (candidate.Is(token))
            {
                if (StandIn.IsReal(candidate.LogProbability, floor))
                {
                    return (candidate.LogProbability, false);
                }

                isListed = true;
            }
        }

        return (StandIn.Bound(likely, isListed, floor), true);
    }

    /// <summary>Finds how the model cuts a text: at each step the longest likely token that it goes on with.</summary>
    private async Task<EndpointAnswer<ScoredToken[]>> CutAsync(
        Prompt prompt,
        byte[] bytes,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ScoredToken>();
        AblationCost cost = default;
        for (int start = 0; start < bytes.Length; )
        {
            EndpointAnswer<ServerToken[]> answer = await next.NextAsync(
                prompt,
                Encoding.UTF8.GetString(bytes, 0, start),
                cancellationToken
            );
            cost += answer.Cost;
            int length = LongestMatch(answer.Value, bytes.AsSpan(start));
            if (length == 0)
            {
                throw new InterplayException(
                    ErrorKind.ValueFunction,
                    "endpoint-cannot-score",
                    $"After {start} bytes of the continuation none of the {answer.Value.Length} likely tokens that the endpoint shows goes on with it, so that its tokens cannot be known. Let the model write the continuation itself, or use an endpoint with prompt log-probabilities (vLLM) or llama.cpp."
                );
            }

            found.Add(Find(answer.Value, bytes, start, length));
            start += length;
        }

        return new([.. found], cost);
    }

    private static ScoredToken Find(
        ServerToken[] likely,
        ReadOnlySpan<byte> bytes,
        int start,
        int length
    )
    {
        (double number, bool isCensored) = Find(likely, [], bytes.Slice(start, length));
        return new ScoredToken(start, length, number, isCensored);
    }

    private static int LongestMatch(ServerToken[] likely, ReadOnlySpan<byte> rest)
    {
        int longest = 0;
        foreach (ServerToken token in likely)
        {
            if (token.Bytes is { Length: > 0 } bytes && rest.StartsWith(bytes))
            {
                longest = Math.Max(longest, bytes.Length);
            }
        }

        return longest;
    }
}
