using System.Reflection;
using Interplay.Tests.Architecture;

namespace Interplay.Integration.Tests.Architecture;

/// <summary>In no project does a folder use one that uses it, read from the compiled assemblies.</summary>
public sealed class ProjectFolderTests
{
    /// <summary>Folders that still lie on a cycle; the others are checked without them. Whoever unties one takes it off the list.</summary>
    private static readonly string[] NotYet =
    [
        "Interplay.Cli.Options",
        "Interplay.Cli.Sections",
        "Interplay.Llm.Chat",
        "Interplay.Llm.Scoring",
        "Interplay.ModelServer",
        "Interplay.ModelServer.Responses",
        "Interplay.Onnx.Text",
        "Interplay.Storage",
    ];

    public static TheoryData<string> Projects =>
        [
            "Interplay.Onnx",
            "Interplay.Llm",
            "Interplay.Measurements",
            "Interplay.Storage",
            "Interplay.Tables",
            "Interplay.Training",
            "Interplay.Training.MLNet",
            "Interplay.Optimisation",
            "Interplay.ModelServer",
            "Interplay.Cli",
        ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void NoFolderUsesOneThatUsesIt(string project)
    {
        var assembly = Assembly.Load(project);
        Assert.Empty(new FolderGraph(assembly, NotYet).Cycles());
        string[] cycles = new FolderGraph(assembly).Cycles();
        Assert.All(
            NotYet.Where(folder =>
                folder == project || folder.StartsWith($"{project}.", StringComparison.Ordinal)
            ),
            folder =>
                Assert.Contains(
                    cycles,
                    use => use.StartsWith($"{folder} -> ", StringComparison.Ordinal)
                )
        );
    }
}
