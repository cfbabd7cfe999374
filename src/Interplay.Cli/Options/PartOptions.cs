using System.CommandLine;
using Interplay.Lenses;
using Interplay.Lenses.Text;
using Interplay.Reports.Subjects;
using Interplay.Tables;

namespace Interplay.Cli.Options;

/// <summary>The options that say what the parts are where that is not what the verb explains: a text, names, or how many.</summary>
internal sealed class PartOptions
{
    private const int MostParts = 1_000_000;

    private readonly Option<int?> _count = Numbers.Whole(
        "--parts-count",
        "N",
        "Number of parts, 2 or more, when there is no text"
    );

    private readonly Option<string?> _names = new("--names")
    {
        HelpName = "A,B,C",
        Description = "Names of the parts, with commas between.",
    };

    private readonly Option<string?> _namesFrom = new("--names-from")
    {
        HelpName = "FILE",
        Description =
            "Take the names of the parts from the header of this table: .csv, .csv.gz or .parquet.",
    };

    private readonly Option<string?> _drop = new("--drop")
    {
        HelpName = "COLUMNS",
        Description = "Columns of --names-from that are no parts, with commas between.",
    };

    /// <summary>The text, which may be given in place of names.</summary>
    public TextOptions Text { get; } = new();

    public void AddNamesTo(Command command)
    {
        command.Options.Add(_names);
        command.Options.Add(_namesFrom);
        command.Options.Add(_drop);
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_count);
        AddNamesTo(command);
        Text.AddOptionTo(command);
    }

    /// <summary>The parts, which must have been said in one way; the text that they are parts of, if there is one.</summary>
    /// <exception cref="InterplayException"><c>parts-missing</c>, or what is wrong with the names, the text or the file.</exception>
    public async Task<(IReadOnlyList<Part> Parts, TextLens? Lens)> ReadRequiredAsync(
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        TextLens? lens = Text.Read(parsed);
        int? count = parsed.GetValue(_count);
        if (count < 2)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "too-few-parts",
                $"Interactions need at least 2 parts; found --parts-count {count}."
            );
        }

        if (count > MostParts)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "too-many-parts",
                $"--parts-count takes at most {MostParts} parts; found {count}."
            );
        }

        IReadOnlyList<Part>? parts = (await NamedAsync(parsed, cancellationToken), count) switch
        {
            ({ } named, null) => named,
            (null, int parted) => Subject.Numbered(parted),
            (null, null) => lens?.Parts,
            _ => null,
        };
        return parts is null || (lens is not null && parts != lens.Parts)
            ? throw new InterplayException(
                ErrorKind.Request,
                "parts-missing",
                "Say what the parts are: --text TEXT, --file FILE, --parts-count N, --names A,B,C or --names-from FILE, one of them."
            )
            : (parts, lens);
    }

    /// <summary>The parts that were named; null where none were.</summary>
    /// <exception cref="InterplayException"><c>parts-missing</c>, or what is wrong with the names or the file.</exception>
    public async Task<IReadOnlyList<Part>?> NamedAsync(
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        string? names = parsed.GetValue(_names);
        string? file = parsed.GetValue(_namesFrom);
        string? drop = parsed.GetValue(_drop);
        if ((names is not null && file is not null) || (drop is not null && file is null))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "parts-missing",
                "Names of parts come from --names or from --names-from, one of them; --drop leaves out columns of --names-from."
            );
        }

        if (names is not null)
        {
            return Subject.Named(Listed(names));
        }

        if (file is null)
        {
            return null;
        }

        IReadOnlyList<string> columns = await DataFile.ReadColumnsAsync(file, cancellationToken);
        string[] dropped = drop is null ? [] : Listed(drop);
        return Array.Find(dropped, column => !columns.Contains(column)) is { } unknown
            ? throw new InterplayException(
                ErrorKind.Request,
                "column-unknown",
                $"--drop names the column '{unknown}', which '{file}' does not have."
            )
            : Subject.Named([.. columns.Except(dropped, StringComparer.Ordinal)]);
    }

    private static string[] Listed(string list) => list.Split(',', StringSplitOptions.TrimEntries);
}
