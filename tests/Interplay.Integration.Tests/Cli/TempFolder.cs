namespace Interplay.Integration.Tests.Cli;

/// <summary>A folder of one test, gone when it ends.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("interplay-cli-").FullName;

    /// <summary>The full name of a file in the folder.</summary>
    public string this[string name] => Path.Combine(_path, name);

    /// <summary>Writes a file and gives its full name.</summary>
    public string With(string name, string content)
    {
        File.WriteAllText(this[name], content);
        return this[name];
    }

    /// <summary>Names of the files in the folder.</summary>
    public IEnumerable<string> Files() => Directory.GetFiles(_path).Select(Path.GetFileName)!;

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
