using Interplay.Cli.Terminal;
using Interplay.ValueFunctions.Games;

namespace Interplay.Cli.Options;

/// <summary>Games in files; a table game keeps its values in a file beside its own.</summary>
internal static class GameFile
{
    /// <summary>Reads a game.</summary>
    /// <param name="path">The case file.</param>
    /// <param name="scale">Factor on the function and all that is known of it.</param>
    /// <param name="opened">Told the path of each further file that belongs to the case.</param>
    public static Game Read(string path, double scale, Action<string>? opened = null)
    {
        using Stream json = TargetFile.OpenRead(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        return GameReader.Read(
            json,
            name =>
            {
                string values = Path.Combine(folder, name);
                opened?.Invoke(values);
                return TargetFile.OpenRead(values);
            },
            scale
        );
    }
}
