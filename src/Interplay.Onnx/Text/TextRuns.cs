using System.Runtime.ExceptionServices;
using Interplay.Onnx.Tokens;

namespace Interplay.Onnx.Text;

/// <summary>Texts through a model, many at a time: equal ones once, on the allowed cores.</summary>
/// <param name="tokenizer">How they are read.</param>
/// <param name="textsPerRun">Number of texts in every run; null for what is fast.</param>
/// <param name="maxTokens">Most tokens of a text.</param>
/// <param name="cores">Cores used at once.</param>
internal sealed class TextRuns(TextTokenizer tokenizer, int? textsPerRun, int maxTokens, int cores)
{
    /// <summary>Computes one run: texts of equal token count, their results into their places.</summary>
    public delegate void Run<TResult>(int[][] tokens, int[] texts, TResult[] results);

    /// <summary>Most tokens of a text.</summary>
    public int MaxTokens => maxTokens;

    /// <summary>The tokens of a text, framed.</summary>
    /// <exception cref="InterplayException"><c>too-many-tokens</c>.</exception>
    public int[] Read(string text)
    {
        int[] tokens = tokenizer.ReadSome(text);
        return tokens.Length <= maxTokens
            ? tokens
            : throw new InterplayException(
                ErrorKind.Request,
                "too-many-tokens",
                $"The model reads at most {maxTokens} tokens; this text has {tokens.Length}. "
                    + $"Explain a shorter passage of it. It begins: '{text.AsSpan(0, Math.Min(60, text.Length))}'"
            );
    }

    /// <summary>The results of texts.</summary>
    /// <exception cref="InterplayException"><c>too-many-tokens</c> before anything is computed, and what the run throws.</exception>
    public TResult[] Of<TResult>(
        IReadOnlyList<string> texts,
        Run<TResult> run,
        CancellationToken cancellationToken
    )
    {
        int[] numbers = Number(texts, out List<string> distinct);
        var tokens = new int[distinct.Count][];
        InParallel(distinct.Count, i => tokens[i] = Read(distinct[i]), cancellationToken);
        TResult[] results = Of(tokens, run, cancellationToken);
        return Array.ConvertAll(numbers, number => results[number]);
    }

    /// <summary>The results of tokens.</summary>
    public TResult[] Of<TResult>(
        int[][] tokens,
        Run<TResult> run,
        CancellationToken cancellationToken
    )
    {
        var results = new TResult[tokens.Length];
        List<int[]> runs = RunPlan.Of(tokens, textsPerRun);
        InParallel(runs.Count, i => run(tokens, runs[i], results), cancellationToken);
        return results;
    }

    /// <summary>Gives equal texts one number, in order of first appearance.</summary>
    private static int[] Number(IReadOnlyList<string> texts, out List<string> distinct)
    {
        var seen = new Dictionary<string, int>(texts.Count, StringComparer.Ordinal);
        var numbers = new int[texts.Count];
        distinct = [];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!seen.TryGetValue(texts[i], out numbers[i]))
            {
                numbers[i] = distinct.Count;
                seen.Add(texts[i], numbers[i]);
                distinct.Add(texts[i]);
            }
        }

        return numbers;
    }

    /// <summary>Runs disjoint pieces of work on the allowed cores; the error of the first failed piece comes out as it was thrown.</summary>
    private void InParallel(int count, Action<int> work, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = cores,
            CancellationToken = cancellationToken,
        };
        try
        {
            Parallel.For(0, count, options, work);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
