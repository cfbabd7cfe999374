using Interplay.ValueFunctions.Games;

namespace Interplay.Studies;

/// <summary>A folder of games, such as <c>tests/data/games</c>.</summary>
internal static class GameFolder
{
    public static bool Has(string folder, string name) =>
        File.Exists(Path.Combine(folder, name + ".json"));

    public static Game Read(string folder, string name, double scale = 1)
    {
        using FileStream json = File.OpenRead(Path.Combine(folder, name + ".json"));
        return GameReader.Read(json, file => File.OpenRead(Path.Combine(folder, file)), scale);
    }
}
