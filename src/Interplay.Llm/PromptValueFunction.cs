using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Interplay.Lenses;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Llm;

/// <summary>
/// A language model as a value function: a lens ablates the prompt, a scorer has it scored. Masks that render alike are asked once a call;
/// prompts go out sorted, so that those with a long beginning in common follow one another and a server's prefix cache serves them; each row
/// comes back as soon as it is known. Spending limits hold over the life of the object.
/// </summary>
public sealed class PromptValueFunction : IRowValueFunction
{
    /// <summary>Characters of prompts held at a time; more are sorted in windows of about that many.</summary>
    private const long WindowCharacters = 32 << 20;

    private readonly ILens<Prompt> _lens;
    private readonly IPromptScorer _scorer;
    private readonly PromptEvaluationOptions _options;
    private readonly SpendingLimit _limit;

    /// <summary>Creates the value function.</summary>
    /// <param name="lens">The prompt and its parts.</param>
    /// <param name="scorer">What turns a prompt into numbers.</param>
    /// <param name="options">How many at a time, and limits; null for the defaults.</param>
    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    public PromptValueFunction(
        ILens<Prompt> lens,
        IPromptScorer scorer,
        PromptEvaluationOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(lens);
        ArgumentNullException.ThrowIfNull(scorer);
        _options = options ?? new PromptEvaluationOptions();
        _options.Validate();
        _lens = lens;
        _scorer = scorer;
        _limit = new SpendingLimit(_options, CallsPerPrompt);
        Fingerprint = Interplay.Fingerprint.Of(
            "interplay-prompt/1",
            lens.Fingerprint,
            scorer.Fingerprint
        );
    }

    /// <inheritdoc/>
    public int PartCount => _lens.Parts.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs => _scorer.Outputs;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>What was spent so far.</summary>
    public AblationCost Spent => _limit.Spent;

    private int CallsPerPrompt => (_scorer as IEstimatedScorer)?.CallsPerPrompt ?? 1;

    private int ScoredCharacters => (_scorer as IEstimatedScorer)?.ScoredCharacters ?? 0;

    /// <inheritdoc/>
    /// <exception cref="InterplayException"><c>cost-limit-reached</c>, after all that was paid for has been given; those of the scorer.</exception>
    public IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        CancellationToken cancellationToken = default
    ) => EvaluateRowsAsync(masks, RowClaims.All, cancellationToken);

    /// <inheritdoc/>
    public string? Fault(ReadOnlySpan<double> values) => _scorer.Fault(values);

    /// <inheritdoc/>
    /// <exception cref="InterplayException"><c>cost-limit-reached</c>, after all that was paid for has been given; those of the scorer.</exception>
    public async IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        RowClaims claims,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(claims);
        var known = new ConcurrentDictionary<UInt128, ReadOnlyMemory<double>>();
        for (int start = 0; start < masks.RowCount; )
        {
            var again = new List<EvaluatedRow>();
            List<RenderedPrompt> window = Render(masks, ref start, known, again);
            if (again.Count > 0)
            {
                yield return again;
            }

            await foreach (
                IReadOnlyList<EvaluatedRow> rows in RowWorkers.RunAsync(
                    window,
                    _options.Concurrency,
                    (prompt, stop) => BeginAsync(prompt, claims, stop),
                    (prompt, stop) => ScoreAsync(prompt, known, stop),
                    cancellationToken
                )
            )
            {
                yield return rows;
            }
        }
    }

    /// <summary>Takes a place for a prompt, with those of its rows that no other process works at.</summary>
    /// <returns>Whether any is left.</returns>
    /// <exception cref="InterplayException"><c>cost-limit-reached</c>.</exception>
    private async ValueTask<bool> BeginAsync(
        RenderedPrompt prompt,
        RowClaims claims,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<int> taken = await claims.TakeAsync(prompt.Rows, cancellationToken);
        if (taken.Count == 0)
        {
            return false;
        }

        prompt.Rows = [.. taken];
        _limit.Begin(prompt.Text.Length + ScoredCharacters);
        return true;
    }

    /// <summary>Rows that ask for the same prompt share its values; it was paid for once.</summary>
    private async ValueTask<IReadOnlyList<EvaluatedRow>> ScoreAsync(
        RenderedPrompt prompt,
        ConcurrentDictionary<UInt128, ReadOnlyMemory<double>> known,
        CancellationToken cancellationToken
    )
    {
        PromptScore? score = null;
        try
        {
            score = await _scorer.ScoreAsync(prompt.Prompt, cancellationToken);
        }
        finally
        {
            _limit.End(score?.Cost);
        }

        ReadOnlyMemory<double> values = score.Value.Values;
        known[RenderedPrompt.Key(prompt.Text)] = values;
        AblationCost cost = score.Value.Cost;
        return
        [
            .. prompt.Rows.Select(
                (row, i) => new EvaluatedRow(row, values, i == 0 ? cost : default)
            ),
        ];
    }

    /// <summary>What some masks would take, with nothing asked: prompts are rendered, characters become tokens.</summary>
    /// <param name="masks">The masks.</param>
    /// <param name="requestsPerSecond">The rate that requests are held to; null when they are not.</param>
    /// <param name="timePerCall">How long a request takes; null when that is not known.</param>
    public CostEstimate Estimate(
        MaskMatrix masks,
        double? requestsPerSecond = null,
        TimeSpan? timePerCall = null
    ) => Estimate(masks, requestsPerSecond, timePerCall, CostEstimate.CharactersPerToken);

    /// <summary>What some masks would take, judged by one of them that is asked for: the unablated prompt, whose tokens and time the endpoint tells.</summary>
    /// <param name="masks">The masks.</param>
    /// <param name="requestsPerSecond">The rate that requests are held to; null when they are not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InterplayException">Those of the scorer.</exception>
    public async Task<CostEstimate> MeasureAsync(
        MaskMatrix masks,
        double? requestsPerSecond = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        Prompt prompt = _lens.Ablate(Mask.Full(PartCount));
        PromptScore score = await _scorer.ScoreAsync(prompt, cancellationToken);
        return Estimate(
            masks,
            requestsPerSecond,
            score.Cost.Calls > 0 ? score.Cost.Duration / score.Cost.Calls : null,
            CostEstimate.MeasureCharactersPerToken(
                CostEstimate.Characters(prompt) + ScoredCharacters,
                score.Cost
            )
        );
    }

    private CostEstimate Estimate(
        MaskMatrix masks,
        double? requestsPerSecond,
        TimeSpan? timePerCall,
        double charactersPerToken
    ) =>
        CostEstimate.Of(
            _lens,
            masks,
            _options,
            requestsPerSecond,
            timePerCall,
            CallsPerPrompt,
            ScoredCharacters,
            charactersPerToken
        );

    /// <summary>Renders rows until a window is full, and sorts it. Rows that an earlier window answered go to <paramref name="again"/>.</summary>
    private List<RenderedPrompt> Render(
        MaskMatrix masks,
        ref int start,
        ConcurrentDictionary<UInt128, ReadOnlyMemory<double>> known,
        List<EvaluatedRow> again
    )
    {
        var window = new Dictionary<string, RenderedPrompt>(StringComparer.Ordinal);
        for (long held = 0; start < masks.RowCount && held < WindowCharacters; start++)
        {
            Prompt prompt = _lens.Ablate(masks.GetMask(start));
            string text = RenderedPrompt.Render(prompt);
            if (known.TryGetValue(RenderedPrompt.Key(text), out ReadOnlyMemory<double> values))
            {
                again.Add(new EvaluatedRow(start, values, default));
            }
            else if (window.TryGetValue(text, out RenderedPrompt? same))
            {
                same.Rows.Add(start);
            }
            else
            {
                window.Add(text, new RenderedPrompt(prompt, text, start));
                held += text.Length;
            }
        }

        List<RenderedPrompt> prompts = [.. window.Values];
        // By their text, each follows the one it shares the longest beginning with: the order with the greatest sum of shared beginnings.
        prompts.Sort(static (left, right) => string.CompareOrdinal(left.Text, right.Text));
        return prompts;
    }
}
