namespace Interplay.Tests;

/// <summary>Finds <c>shared/</c> beside the checkout; tests that need it skip where it is absent.</summary>
internal static class SharedFolder
{
    /// <summary>The path of a file under <c>shared/</c>; skips the calling test when it is not there.</summary>
    public static string Find(params string[] path)
    {
        string relative = Path.Combine(["shared", .. path]);
        for (
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            string candidate = Path.Combine(folder.FullName, relative);
            if (File.Exists(candidate) || Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        Assert.Skip($"{relative} is not beside this checkout.");
        return relative;
    }
}
