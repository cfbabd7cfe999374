using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Interplay.Tests.Architecture;

/// <summary>The folders of an assembly, which are its namespaces, and which of them uses which; what only the body of a method names counts too.</summary>
internal sealed class FolderGraph
{
    private readonly SortedDictionary<(string From, string To), string> _uses = [];

    /// <param name="assembly">A compiled assembly.</param>
    public FolderGraph(System.Reflection.Assembly assembly)
    {
        HashSet<IType> own = [.. new ArchLoader().LoadAssembly(assembly).Build().Types];
        foreach (IType type in own)
        {
            foreach (IType target in type.Dependencies.Select(static use => use.Target))
            {
                (string from, string to) = (FolderOf(type), FolderOf(target));
                if (own.Contains(target) && from != to)
                {
                    _uses.TryAdd((from, to), $"{type.Name} uses {target.Name}");
                }
            }
        }
    }

    /// <summary>Each use of one folder by another, with an example.</summary>
    public IReadOnlyDictionary<(string From, string To), string> Uses => _uses;

    /// <summary>The uses that lie on a cycle.</summary>
    public string[] Cycles()
    {
        HashSet<(string From, string To)> reaches = [.. _uses.Keys];
        string[] folders =
        [
            .. reaches.SelectMany(static use => new[] { use.From, use.To }).Distinct(),
        ];
        foreach (string over in folders)
        {
            string[] behind = [.. folders.Where(to => reaches.Contains((over, to)))];
            foreach (string from in folders.Where(from => reaches.Contains((from, over))))
            {
                reaches.UnionWith(behind.Select(to => (from, to)));
            }
        }

        return
        [
            .. _uses
                .Where(use => reaches.Contains((use.Key.To, use.Key.From)))
                .Select(static use => $"{use.Key.From} -> {use.Key.To}: {use.Value}"),
        ];
    }

    private static string FolderOf(IType type) => type.Namespace?.FullName ?? "";
}
