namespace Interplay.Tests.Architecture;

/// <summary>Folders: none uses one that uses it, and none is too full to be read.</summary>
public sealed class FolderTests
{
    private const int MostFiles = 30;

    /// <summary>Folders that may hold fewer.</summary>
    private static readonly Dictionary<string, int> Fewer = new()
    {
        ["Interplay/Recovery/Proxies"] = 12,
    };

    /// <summary>Recovery below the methods; each folder may use those named before it.</summary>
    private static readonly string[] GroundFloor =
    [
        "Recovery",
        "LinearAlgebra",
        "Transforms",
        "Codes",
        "Bits",
        "Regression",
        "Minimisation",
        "Folds",
    ];

    /// <summary>The methods, and what each uses beside the ground floor.</summary>
    private static readonly Dictionary<string, string[]> Methods = new()
    {
        ["Exact"] = [],
        ["Wide"] = [],
        ["WalshBayes"] = [],
        ["ShapleyBayes"] = ["Exact"],
        ["TwoFidelity"] = [],
        ["Spex"] = ["Exact"],
        ["Sparse"] = ["Spex"],
        ["Proxies"] = ["Spex"],
        ["ProxySpex"] = ["Proxies"],
        ["Ensembles"] = ["Proxies"],
        ["Blend"] = ["WalshBayes", "ProxySpex", "Proxies"],
        ["Auto"] = ["Exact", "Spex", "Sparse", "Wide", "ProxySpex", "Blend", "ShapleyBayes"],
        ["Catalogue"] =
        [
            "Auto",
            "Exact",
            "Blend",
            "WalshBayes",
            "ShapleyBayes",
            "Sparse",
            "Wide",
            "Spex",
            "ProxySpex",
        ],
    };

    private static readonly Lazy<FolderGraph> Engine = new(() =>
        new FolderGraph(typeof(InterplayException).Assembly)
    );

    [Fact]
    public void NoFolderOfTheEngineUsesOneThatUsesIt() => Assert.Empty(Engine.Value.Cycles());

    [Fact]
    public void MethodsShareTheGroundFloorAndStandApart()
    {
        string[] wrong =
        [
            .. Engine
                .Value.Uses.Select(static use =>
                    (From: Floor(use.Key.From), To: Floor(use.Key.To), use.Value)
                )
                .Where(static use => use is { From: not null, To: not null } && use.From != use.To)
                .Where(static use => !MayUse(use.From!, use.To!))
                .Select(static use => $"{use.From} -> {use.To}: {use.Value}"),
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void NoFolderIsTooFull()
    {
        string source = Repository.Find("src");
        string[] full =
        [
            .. Directory
                .EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
                .GroupBy(file =>
                    Path.GetRelativePath(source, Path.GetDirectoryName(file)!).Replace('\\', '/')
                )
                .Where(static folder =>
                    !folder.Key.Split('/').Any(static name => name is "obj" or "bin")
                )
                .Where(static folder =>
                    folder.Count() > Fewer.GetValueOrDefault(folder.Key, MostFiles)
                )
                .Select(static folder => $"{folder.Key}: {folder.Count()} files"),
        ];
        Assert.Empty(full);
    }

    private static bool MayUse(string from, string to) =>
        Array.IndexOf(GroundFloor, to) is var below && Methods.TryGetValue(from, out string[]? uses)
            ? below >= 0 || uses.Contains(to)
            : below >= 0 && below < Array.IndexOf(GroundFloor, from);

    /// <summary>The folder of Recovery that a namespace lies in; null outside of it.</summary>
    private static string? Floor(string space)
    {
        string[] names = space.Split('.');
        return names is not ["Interplay", "Recovery", ..] ? null
            : names.Length == 2 ? "Recovery"
            : names[2];
    }
}
