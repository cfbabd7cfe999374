using Interplay.Reports;

namespace Interplay.Cli.Sections;

/// <summary>Which outputs of an explanation are shown in full.</summary>
internal static class ShownOutputs
{
    /// <summary>More outputs than this are shown in short.</summary>
    public const int MostInFull = 3;

    /// <summary>So many are listed where one is not found.</summary>
    private const int MostQuoted = 12;

    /// <summary>The outputs that are asked for: the one of that name, else all whose name holds it; all of them when none is asked for.</summary>
    /// <exception cref="InterplayException"><c>output-not-found</c>.</exception>
    public static IReadOnlyList<ExplainedOutput> Of(Explanation explanation, string? show)
    {
        HashSet<string>? shown = show is null
            ? null
            : [.. Find([.. explanation.Outputs.Select(static output => output.Name)], show)];
        return shown is null
            ? explanation.Outputs
            : [.. explanation.Outputs.Where(output => shown.Contains(output.Name))];
    }

    /// <summary>The one of that name, else all whose name holds it.</summary>
    /// <exception cref="InterplayException"><c>output-not-found</c>.</exception>
    public static string[] Find(IReadOnlyList<string> outputs, string show)
    {
        if (outputs.Contains(show, StringComparer.Ordinal))
        {
            return [show];
        }

        string[] found =
        [
            .. outputs.Where(output => output.Contains(show, StringComparison.OrdinalIgnoreCase)),
        ];
        return found.Length > 0
            ? found
            : throw new InterplayException(
                ErrorKind.Request,
                "output-not-found",
                $"No output is called '{show}'; the {outputs.Count} outputs are {string.Join(", ", outputs.Take(MostQuoted))}{(outputs.Count > MostQuoted ? ", …" : "")}."
            );
    }
}
