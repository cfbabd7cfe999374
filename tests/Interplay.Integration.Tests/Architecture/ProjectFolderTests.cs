using System.Reflection;
using Interplay.Tests.Architecture;

namespace Interplay.Integration.Tests.Architecture;

/// <summary>In no project does a folder use one that uses it, read from the compiled assemblies.</summary>
public sealed class ProjectFolderTests
{
    public static TheoryData<string> Projects =>
        [
            "Interplay.Models",
            "Interplay.Onnx",
            "Interplay.Llm",
            "Interplay.Measurements",
            "Interplay.Programs",
            "Interplay.Rows",
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
    public void NoFolderUsesOneThatUsesIt(string project) =>
        Assert.Empty(new FolderGraph(Assembly.Load(project)).Cycles());
}
