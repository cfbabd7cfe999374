namespace Interplay.Onnx.Text;

/// <summary>Which texts are computed together: equal token counts only, so that nothing is padded that need not be.</summary>
internal static class RunPlan
{
    /// <summary>
    /// Tokens of one run. Between 200 and 500 was the fastest on the shipped model (about 20 us a token; 25 and more for a row or two
    /// of short texts and for runs of 900 tokens up).
    /// </summary>
    private const int TokensPerRun = 480;

    /// <summary>Rows of one run at most, so that many short texts still spread over the cores.</summary>
    private const int MaxRows = 64;

    /// <summary>The runs, longest texts first so that the last ones to finish are short; each is a list of at least one text number.</summary>
    /// <param name="tokens">The tokens of each text.</param>
    /// <param name="rows">Number of texts in every run; null for what is fast.</param>
    public static List<int[]> Of(int[][] tokens, int? rows = null)
    {
        var runs = new List<int[]>();
        foreach (
            IGrouping<int, int> group in Enumerable
                .Range(0, tokens.Length)
                .GroupBy(i => tokens[i].Length)
                .OrderByDescending(group => group.Key)
        )
        {
            runs.AddRange(group.Chunk(rows ?? Math.Clamp(TokensPerRun / group.Key, 2, MaxRows)));
        }

        return runs;
    }
}
