using System.CommandLine;
using Interplay.Cli;
using Interplay.Integration.Tests.Cli;
using Interplay.Masks;

namespace Interplay.Integration.Tests.Hostile;

/// <summary>Every option of every verb, with values that nobody means.</summary>
public sealed class OptionTests
{
    private static readonly string[] Odd =
    [
        " ",
        "-1",
        "NaN",
        "Infinity",
        "1e400",
        "99999999999999999999",
        ",",
        ":",
        "\u202E",
        "\ud800",
        "/",
        ".",
        "..",
        "/dev/null",
        "=1+1",
        "a=b",
        "http://",
        "file:///etc/passwd",
        "postgres://",
        "regex:(",
        "clusters:0",
        "nearest:-1",
    ];

    public static TheoryData<string> Verbs =>
        [.. All().Select(static verb => string.Join(' ', verb.Path)).Distinct()];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task An_empty_text_is_an_error_of_the_request(string verb)
    {
        foreach (
            (string[] path, Command command) in All()
                .Where(one => string.Join(' ', one.Path) == verb)
        )
        {
            foreach (Option option in Valued(command))
            {
                CliResult run = await CliRun.RunAsync([
                    .. path,
                    .. Arguments(command),
                    option.Name,
                    "",
                ]);
                Assert.True(run.ExitCode == 2, $"{verb} {option.Name} '': {run}");
                Assert.StartsWith("interplay: ", run.Error, StringComparison.Ordinal);
            }

            foreach (int empty in Enumerable.Range(0, command.Arguments.Count))
            {
                string[] arguments = Arguments(command);
                arguments[empty] = "";
                CliResult run = await CliRun.RunAsync([.. path, .. arguments]);
                Assert.True(run.ExitCode == 2, $"{verb} with an empty argument: {run}");
            }
        }
    }

    /// <summary>Servers are left out: what is right would start one.</summary>
    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Odd_values_have_named_errors(string verb)
    {
        if (verb is "mcp" or "serve-model")
        {
            return;
        }

        ulong seed = (ulong)Environment.TickCount64;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new SeededRandom(seed);
        using var folder = new TempFolder();
        foreach (
            (string[] path, Command command) in All()
                .Where(one => string.Join(' ', one.Path) == verb)
        )
        {
            foreach (Option option in Valued(command))
            {
                string value = Odd[random.NextInt(Odd.Length)];
                string[] journal =
                    command.Options.Any(static o => o.Name == "--journal")
                    && option.Name != "--journal"
                        ? ["--journal", folder["none/journal"]]
                        : [];
                CliResult run = await CliRun.RunAsync([
                    .. path,
                    .. Arguments(command),
                    option.Name,
                    value,
                    .. journal,
                ]);
                Assert.True(run.ExitCode != 70, $"{verb} {option.Name} '{value}': {run}");
            }
        }
    }

    private static IEnumerable<Option> Valued(Command command) =>
        command.Options.Where(static option =>
            option.ValueType != typeof(bool) && option.Name is not ("--help" or "--version")
        );

    private static string[] Arguments(Command command) =>
        [.. command.Arguments.Select(static _ => "none")];

    private static IEnumerable<(string[] Path, Command Command)> All() =>
        Below(CommandTree.Create(), []);

    private static IEnumerable<(string[] Path, Command Command)> Below(
        Command command,
        string[] path
    ) =>
        command.Subcommands.Count == 0
            ? [(path, command)]
            : command.Subcommands.SelectMany(child => Below(child, [.. path, child.Name]));
}
