using System.IO.Enumeration;
using System.Security.Cryptography;
using Interplay.Tables;
using Interplay.ValueFunctions.Games;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Measurements.Cases;

/// <summary>Folders of ablation tables or games. Everything is read before anything is measured: a bad file costs no time.</summary>
public static class CaseFolder
{
    private static readonly string[] GameEndings = [".json"];

    /// <summary>The tables of a folder, in the order of their names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">Which, by name, with * and ?.</param>
    /// <param name="testRows">Rows held out where none is marked.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InterplayException"><c>folder-not-found</c>, <c>cases-missing</c>, or what is wrong with a table.</exception>
    public static async Task<IReadOnlyList<MeasuredCase>> TablesAsync(
        string folder,
        string pattern,
        int testRows,
        CancellationToken cancellationToken = default
    )
    {
        var cases = new List<MeasuredCase>();
        foreach ((string path, string name) in Files(folder, pattern, AblationTableFile.Endings))
        {
            try
            {
                AblationTable table = await AblationTableFile.ReadAsync(
                    path,
                    null,
                    cancellationToken
                );
                bool isMarked = table.Splits.Contains(TableSplit.Test);
                string content = await HashAsync([path], cancellationToken);
                cases.Add(
                    new TableCase(table, testRows)
                    {
                        Name = name,
                        Hash = isMarked ? content : $"{content}-{testRows}",
                    }
                );
            }
            catch (InterplayException exception)
            {
                throw In(path, exception);
            }
        }

        return cases;
    }

    /// <summary>The games of a folder, in the order of their names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">Which, by name, with * and ?.</param>
    /// <param name="measurements">A JSON file that is no game even if it lies there; null for none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InterplayException"><c>folder-not-found</c>, <c>cases-missing</c>, or what is wrong with a game.</exception>
    public static async Task<IReadOnlyList<MeasuredCase>> GamesAsync(
        string folder,
        string pattern,
        string? measurements = null,
        CancellationToken cancellationToken = default
    )
    {
        var cases = new List<MeasuredCase>();
        foreach ((string path, string name) in Files(folder, pattern, GameEndings, measurements))
        {
            try
            {
                // The values of a table game lie in a file of their own and are part of the case.
                var files = new List<string> { path };
                Game game = GameFile.Read(path, opened: files.Add);
                cases.Add(
                    new GameCase(game)
                    {
                        Name = name,
                        Hash = await HashAsync(files, cancellationToken),
                    }
                );
            }
            catch (InterplayException exception)
            {
                throw In(path, exception);
            }
        }

        return cases;
    }

    /// <summary>Whether a name fits a pattern with * and ?.</summary>
    public static bool Fits(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    private static (string Path, string Name)[] Files(
        string folder,
        string pattern,
        IReadOnlyList<string> endings,
        string? except = null
    )
    {
        if (!Directory.Exists(folder))
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "folder-not-found",
                $"There is no folder '{folder}'."
            );
        }

        (string Path, string Name)[] all =
        [
            .. Directory
                .EnumerateFiles(folder)
                .Where(path => except is null || Path.GetFullPath(path) != Path.GetFullPath(except))
                .Select(path => (path, Name: NameOf(Path.GetFileName(path), endings)))
                .Where(static file => file.Name is not null)
                .GroupBy(static file => file.Name!, static file => file.path)
                // x.csv beside x.parquet: both keep their endings, so that each has a name of its own.
                .SelectMany(static files =>
                    files.Select(path =>
                        (path, files.Count() == 1 ? files.Key : Path.GetFileName(path))
                    )
                )
                .OrderBy(static file => file.Item2, StringComparer.Ordinal),
        ];
        (string Path, string Name)[] fitting =
        [
            .. all.Where(file =>
                Fits(pattern, file.Name) || Fits(pattern, Path.GetFileName(file.Path))
            ),
        ];
        return fitting.Length > 0
            ? fitting
            : throw new InterplayException(
                ErrorKind.Missing,
                "cases-missing",
                all.Length == 0
                    ? $"'{folder}' holds no file that ends in {string.Join(", ", endings)}."
                    : $"None of the {all.Length} files in '{folder}' that end in {string.Join(", ", endings)} fits '{pattern}'; the first is '{all[0].Name}'."
            );
    }

    private static string? NameOf(string file, IReadOnlyList<string> endings) =>
        endings
            .Where(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            .Select(ending => file[..^ending.Length])
            .FirstOrDefault();

    private static async Task<string> HashAsync(
        IEnumerable<string> paths,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in paths)
        {
            await using Stream file = WholeFile.OpenRead(path);
            var block = new byte[1 << 16];
            int read;
            while ((read = await file.ReadAsync(block, cancellationToken)) > 0)
            {
                hash.AppendData(block, 0, read);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static InterplayException In(string path, InterplayException exception) =>
        new(
            exception.Kind,
            exception.Name,
            $"{Path.GetFileName(path)}: {exception.Message}",
            exception
        );
}
