using Interplay.Reports;

namespace Interplay.Cli.Sections;

/// <summary>Which outputs of an explanation are shown in full.</summary>
internal static class ShownOutputs
{
    /// <summary>More outputs than this are shown in short.</summary>
    public const int MostInFull = 3;

    /// <summary>The outputs that are asked for: the one of that name, else all whose name holds it; all of them when none is asked for.</summary>
    /// <exception cref="InterplayException"><c>output-not-found</c>.</exception>
    public static IReadOnlyList<ExplainedOutput> Of(Explanation explanation, string? show)
    {
        if (show is null)
        {
            return explanation.Outputs;
        }

        ExplainedOutput[] exact =
        [
            .. explanation.Outputs.Where(output =>
                output.Name.Equals(show, StringComparison.Ordinal)
            ),
        ];
        ExplainedOutput[] found =
            exact.Length > 0
                ? exact
                :
                [
                    .. explanation.Outputs.Where(output =>
                        output.Name.Contains(show, StringComparison.OrdinalIgnoreCase)
                    ),
                ];
        return found.Length > 0
            ? found
            : throw new InterplayException(
                ErrorKind.Request,
                "output-not-found",
                $"No output is called '{show}'; the {explanation.Outputs.Count} outputs are {string.Join(", ", explanation.Outputs.Take(MostInFull).Select(static output => output.Name))}{(explanation.Outputs.Count > MostInFull ? ", …" : "")}."
            );
    }
}
