using System.Text.RegularExpressions;

namespace Interplay.Tests.Docs;

/// <summary><c>docs/architecture.md</c> names the folders that there are.</summary>
public sealed partial class ArchitecturePageTests
{
    private static readonly string[] Named =
    [
        .. Folder()
            .Matches(File.ReadAllText(Repository.Find("docs", "architecture.md")))
            .Select(static match => match.Groups["path"].Value)
            .Distinct(),
    ];

    [Fact]
    public void Every_folder_named_exists()
    {
        Assert.True(Named.Length > 50, $"Only {Named.Length} folders were found on the page.");
        string root = Path.GetDirectoryName(Repository.Find("src"))!;
        Assert.DoesNotContain(Named, path => !Directory.Exists(Path.Combine(root, path)));
    }

    [Fact]
    public void Every_project_and_every_room_is_named()
    {
        string source = Repository.Find("src");
        string[] projects = [.. Directory.GetDirectories(source).Where(HasCode)];
        string[] rooms =
        [
            .. projects
                .Append(Path.Combine(source, "Interplay", "Recovery"))
                .SelectMany(Directory.GetDirectories)
                .Where(HasCode),
        ];
        Assert.DoesNotContain(
            projects
                .Concat(rooms)
                .Select(path => $"src/{Path.GetRelativePath(source, path).Replace('\\', '/')}"),
            path => !Named.Contains(path, StringComparer.Ordinal)
        );
    }

    private static bool HasCode(string path) =>
        Path.GetFileName(path) is not ("obj" or "bin")
        && Directory
            .EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
            .Any(static file =>
                !file.Split('/', '\\').Any(static folder => folder is "obj" or "bin")
            );

    [GeneratedRegex("`(?<path>(?:src|tests|bench)/[A-Za-z./]+)`", RegexOptions.NonBacktracking)]
    private static partial Regex Folder();
}
