namespace Interplay.Tests;

/// <summary>Finds files of this repository from the folder that the tests run in.</summary>
internal static class Repository
{
    public static string Find(params string[] path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Interplay.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine([folder!.FullName, .. path]);
    }

    /// <summary>A file or folder of <c>tests/data</c>.</summary>
    public static string Data(params string[] path) => Find(["tests", "data", .. path]);
}
