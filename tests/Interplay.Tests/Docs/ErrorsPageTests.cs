using System.Text.RegularExpressions;

namespace Interplay.Tests.Docs;

/// <summary><c>docs/errors.md</c> and the source name the same errors.</summary>
public sealed partial class ErrorsPageTests
{
    /// <summary>Where an error's name is a parameter; the names come from the callers, which the patterns below find.</summary>
    private static readonly string[] NamedByCallers =
    [
        "JsonBytes.cs",
        "JsonField.cs",
        "ValueFunctionFailedException.cs",
    ];

    [Fact]
    public void Every_error_of_the_source_is_explained()
    {
        SortedSet<string> names = SourceNames();
        Assert.True(names.Count > 40, $"Only {names.Count} names were found.");
        string page = File.ReadAllText(Repository.Find("docs", "errors.md"));
        Assert.DoesNotContain(names, name => !page.Contains($"`{name}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_error_explained_exists()
    {
        SortedSet<string> names = SourceNames();
        string page = File.ReadAllText(Repository.Find("docs", "errors.md"));
        string[] explained =
        [
            .. KebabCode()
                .Matches(page)
                .Select(static match => match.Groups["name"].Value)
                .Distinct(),
        ];
        Assert.True(explained.Length > 40, $"Only {explained.Length} names were found.");
        Assert.DoesNotContain(explained, name => !names.Contains(name));
    }

    [Fact]
    public void Names_are_literals_where_errors_are_thrown()
    {
        Assert.DoesNotContain(
            Sources(),
            static file =>
                NameByVariable().IsMatch(File.ReadAllText(file))
                && !NamedByCallers.Contains(Path.GetFileName(file), StringComparer.Ordinal)
        );
    }

    /// <summary>The page puts each error under the exit code that it ends with, and the table of codes says what they are.</summary>
    [Fact]
    public void Every_error_stands_under_its_exit_code()
    {
        Dictionary<string, SortedSet<int>> thrown = ThrownCodes();
        Dictionary<string, SortedSet<int>> explained = ExplainedCodes();
        Assert.True(thrown.Count > 150, $"Only {thrown.Count} names were found.");
        string[] wrong =
        [
            .. thrown
                .Where(error =>
                    !explained.TryGetValue(error.Key, out SortedSet<int>? codes)
                    || !codes.SetEquals(error.Value)
                )
                .Select(error =>
                    $"{error.Key} ends with {string.Join(" and ", error.Value)}, and the page says {string.Join(" and ", explained.GetValueOrDefault(error.Key) ?? [])}"
                ),
        ];
        Assert.Empty(wrong);
    }

    private static Dictionary<string, SortedSet<int>> ThrownCodes()
    {
        var codes = new Dictionary<string, SortedSet<int>>(StringComparer.Ordinal);
        foreach (string file in Sources())
        {
            foreach (Match match in ThrownKind().Matches(File.ReadAllText(file)))
            {
                int code = match.Groups["kind"].Value switch
                {
                    "Request" => 2,
                    "Data" => 3,
                    "Budget" => 4,
                    "ValueFunction" => 5,
                    _ => 6,
                };
                Add(codes, match.Groups["name"].Value, code);
            }
        }

        return codes;
    }

    private static Dictionary<string, SortedSet<int>> ExplainedCodes()
    {
        var codes = new Dictionary<string, SortedSet<int>>(StringComparer.Ordinal);
        int? code = null;
        foreach (string line in File.ReadAllLines(Repository.Find("docs", "errors.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                Match heading = ExitCodeOf().Match(line);
                code = heading.Success
                    ? int.Parse(
                        heading.Groups["code"].ValueSpan,
                        System.Globalization.CultureInfo.InvariantCulture
                    )
                    : null;
            }

            if (code is not int under)
            {
                continue;
            }

            MatchCollection names = line.StartsWith('|')
                ? AnyName().Matches(line.Split('|')[1])
                : NameBeforeColon().Matches(line);
            foreach (Match name in names)
            {
                Add(codes, name.Groups["name"].Value, under);
            }
        }

        return codes;
    }

    private static void Add(Dictionary<string, SortedSet<int>> codes, string name, int code)
    {
        if (!codes.TryGetValue(name, out SortedSet<int>? all))
        {
            codes[name] = all = [];
        }

        all.Add(code);
    }

    private static SortedSet<string> SourceNames()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string file in Sources())
        {
            string text = File.ReadAllText(file);
            names.UnionWith(ThrownName().Matches(text).Select(match => match.Groups["name"].Value));
        }

        return names;
    }

    private static IEnumerable<string> Sources() =>
        Directory
            .EnumerateFiles(Repository.Find("src"), "*.cs", SearchOption.AllDirectories)
            .Where(static file =>
                !file.Split(Path.DirectorySeparatorChar)
                    .Any(static folder => folder is "obj" or "bin")
            );

    /// <summary>After an <c>ErrorKind</c>, in an error of the value function or of a trainer, in a constant for the JSON readers, on the terminal.</summary>
    [GeneratedRegex(
        """(?:ErrorKind\.\w+,|Failed\(|ValueFunctionFailedException\(|const string Malformed =|ErrorLine\.Write\(|void WriteBug\(Exception exception\)\s*\{\s*Write\()\s*"(?<name>[a-z]+(?:-[a-z]+)*)["]""",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex ThrownName();

    [GeneratedRegex(
        """ErrorKind\.(?<kind>\w+),\s*"(?<name>[a-z]+(?:-[a-z]+)*)["]""",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex ThrownKind();

    [GeneratedRegex("""\(exit code (?<code>\d+)\)""", RegexOptions.NonBacktracking)]
    private static partial Regex ExitCodeOf();

    [GeneratedRegex("`(?<name>[a-z]+(?:-[a-z]+)*)`", RegexOptions.NonBacktracking)]
    private static partial Regex AnyName();

    [GeneratedRegex("`(?<name>[a-z]+(?:-[a-z]+)+)`[,:]", RegexOptions.NonBacktracking)]
    private static partial Regex NameBeforeColon();

    [GeneratedRegex("""ErrorKind\.\w+,\s*[^"\s]""", RegexOptions.NonBacktracking)]
    private static partial Regex NameByVariable();

    [GeneratedRegex("`(?<name>[a-z]+(?:-[a-z]+)+)`", RegexOptions.NonBacktracking)]
    private static partial Regex KebabCode();
}
