using Interplay.Cli.Tables;
using Interplay.ValueFunctions.Games;

namespace Interplay.Cli.Inputs;

/// <summary>Games in files; a table game keeps its values in a file beside its own.</summary>
internal static class GameFile
{
    public static Game Read(string path, double scale)
    {
        using Stream json = TargetFile.OpenRead(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        return GameReader.Read(
            json,
            name => TargetFile.OpenRead(Path.Combine(folder, name)),
            scale
        );
    }
}
