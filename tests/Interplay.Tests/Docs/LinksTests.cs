using System.Text.RegularExpressions;

namespace Interplay.Tests.Docs;

/// <summary>Links from one file of the repository to another lead somewhere.</summary>
public sealed partial class LinksTests
{
    public static TheoryData<string> Pages() =>
        [
            .. new[] { "docs", "models", "samples", "bench/results", "tests/data" }
                .Select(static folder => Repository.Find(folder))
                .SelectMany(static folder =>
                    Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)
                )
                .Concat(Directory.EnumerateFiles(Repository.Find(), "*.md"))
                .Select(static page => Path.GetRelativePath(Repository.Find(), page)),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_to_a_file_leads_to_one(string page)
    {
        string path = Repository.Find(page);
        string folder = Path.GetDirectoryName(path)!;
        string text = File.ReadAllText(path);
        Assert.DoesNotContain(
            Links(text).Where(static link => !link.Contains("://", StringComparison.Ordinal)),
            link =>
            {
                string[] sides = link.Split('#', 2);
                string target = sides[0].Length == 0 ? path : Path.Combine(folder, sides[0]);
                return !(File.Exists(target) || Directory.Exists(target))
                    || (sides.Length == 2 && !Anchors(target).Contains(sides[1]));
            }
        );
    }

    /// <summary>Paths that the text only names, as <c>docs/x.md</c> or <c>src/y</c> in code marks, exist as well.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_path_that_is_named_exists(string page) =>
        Assert.DoesNotContain(
            NamedPath()
                .Matches(File.ReadAllText(Repository.Find(page)))
                .Select(static match => match.Groups["x"].Value.TrimEnd('/')),
            static path =>
                !File.Exists(Repository.Find(path))
                && !Directory.Exists(Repository.Find(path))
                // A decision is called by its number.
                && Directory.GetFiles(Repository.Find("docs/adr"), $"{Path.GetFileName(path)}-*")
                    is []
        );

    [Fact]
    public void The_front_page_links_every_page_of_the_docs()
    {
        string[] links = [.. Links(File.ReadAllText(Repository.Find("README.md")))];
        foreach (string page in Directory.GetFiles(Repository.Find("docs"), "*.md"))
        {
            Assert.Contains($"docs/{Path.GetFileName(page)}", links);
        }
    }

    private static IEnumerable<string> Links(string text) =>
        Link().Matches(text).Select(static match => match.Groups["x"].Value);

    /// <summary>The anchors of a page: its headings in lower case, without punctuation, with hyphens for spaces.</summary>
    private static HashSet<string> Anchors(string page) =>
        [
            .. Heading()
                .Matches(File.ReadAllText(page))
                .Select(static match =>
                    NotInAnchor()
                        .Replace(match.Groups["x"].Value.ToLowerInvariant(), "")
                        .Replace(' ', '-')
                ),
        ];

    [GeneratedRegex(@"\]\((?<x>[^)\s]+)\)", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex(
        @"`(?<x>(?:docs|src|tests|bench|samples|models|\.ci)/[\w./-]+)`",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"^#+ (?<x>.+)$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.NonBacktracking)]
    private static partial Regex NotInAnchor();
}
