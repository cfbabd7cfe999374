namespace Interplay.ValueFunctions.Games;

/// <summary>Games in files; a table game keeps its values in a file beside its own.</summary>
public static class GameFile
{
    /// <summary>Reads a game.</summary>
    /// <param name="path">The case file.</param>
    /// <param name="scale">Factor on the function and all that is known of it.</param>
    /// <param name="opened">Told the path of each further file that belongs to the case.</param>
    /// <exception cref="InterplayException"><c>file-not-found</c>, <c>file-unreadable</c>, or what is wrong with the case.</exception>
    public static Game Read(string path, double scale = 1, Action<string>? opened = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        using Stream json = WholeFile.OpenRead(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        return GameReader.Read(
            json,
            name =>
            {
                string values = Path.Combine(folder, name);
                opened?.Invoke(values);
                return WholeFile.OpenRead(values);
            },
            scale
        );
    }
}
