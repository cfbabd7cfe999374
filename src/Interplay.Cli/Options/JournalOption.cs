using System.CommandLine;
using Interplay.Storage;
using Interplay.Storage.Stored;

namespace Interplay.Cli.Options;

/// <summary>The option that names a journal, and the argument that names what is in it.</summary>
internal sealed class JournalOption
{
    private readonly Option<string?> _journal = new("--journal")
    {
        HelpName = "PATH-OR-SERVER",
        Description =
            $"The journal: a file, or postgres://user@host/database. A connection string with a password belongs into the environment variable {Journals.EnvironmentVariable}, since the arguments of a command can be seen by everyone on the machine. [default: {Journals.EnvironmentVariable}, else {Journals.DefaultFile}]",
    };

    public static Argument<string> Fingerprint() =>
        new("FINGERPRINT")
        {
            Description =
                "Beginning of the fingerprint, as many digits as tell it from others; may be left out when the journal holds only one.",
            DefaultValueFactory = static _ => "",
        };

    public static TargetOption Json(string description) =>
        new("--json") { HelpName = "FILE", Description = description };

    public void AddTo(Command command) => command.Options.Add(_journal);

    /// <summary>Opens the journal that was named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="mustExist">Whether a journal that does not exist is an error.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public Task<IDurableJournal> OpenAsync(
        ParseResult parsed,
        bool mustExist,
        CancellationToken cancellationToken
    ) =>
        Journals.OpenAsync(
            Address(parsed),
            new JournalOptions { MustExist = mustExist },
            cancellationToken
        );

    /// <summary>Whether a journal was asked for on the command line.</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetValue(_journal) is not null;

    /// <summary>Where the journal is: the option, else the environment variable, else the usual file. May hold a password.</summary>
    public string Address(ParseResult parsed)
    {
        string? named = Environment.GetEnvironmentVariable(Journals.EnvironmentVariable);
        string? given = parsed.GetValue(_journal);
        return given is not null && string.IsNullOrWhiteSpace(given)
            ? throw new InterplayException(
                ErrorKind.Request,
                "file-name-empty",
                "--journal wants a file or an address; found an empty one."
            )
            : given ?? (string.IsNullOrWhiteSpace(named) ? Journals.DefaultFile : named);
    }
}
