using System.Text.Json.Nodes;

namespace Interplay.Integration.Tests.Cli;

/// <summary><c>interplay journal</c>, each verb.</summary>
public sealed class JournalTests
{
    private const string Fingerprint = "0123456789abcdef";

    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.parquet")]
    public async Task Import_list_show_export_vacuum(string name)
    {
        using var folder = new TempFolder();
        string[] journal = ["--journal", folder["x.journal"]];
        string table = folder.With(
            "in.csv",
            Samples.Table().Replace("value", "\"token 0: \"\",\"\"\"", StringComparison.Ordinal)
        );
        string[] import = ["journal", "import", table, "--fingerprint", Fingerprint];
        string[] described = ["--description", "prompt chat.json"];
        CliResult first = await CliRun.RunAsync([.. import, .. described, .. journal]);
        Assert.Contains(
            "8 rows with values read, 8 of them new",
            first.Succeeded().Error,
            StringComparison.Ordinal
        );
        CliResult second = await CliRun.RunAsync([.. import, .. journal]);
        Assert.Contains("0 of them new", second.Succeeded().Error, StringComparison.Ordinal);

        CliResult list = (await CliRun.RunAsync(["journal", "list", .. journal])).Succeeded();
        Assert.Matches(
            "0123456789ab +8 +3 +1 +0 +20..-..-.. ..:..:..Z +prompt chat.json\n",
            list.Output
        );
        JsonNode subjects = JsonNode.Parse(
            (await CliRun.RunAsync(["journal", "list", "--json", "-", .. journal]))
                .Succeeded()
                .Output
        )!["subjects"]!;
        Assert.Equal(8, (int)subjects[0]!["ablations"]!);
        CliResult show = await CliRun.RunAsync(["journal", "show", "0123", .. journal]);
        Assert.Contains("  token 0: \",\"\n", show.Succeeded().Output, StringComparison.Ordinal);

        string exported = folder[name];
        (await CliRun.RunAsync(["journal", "export", "-o", exported, .. journal])).Succeeded();
        (await CliRun.RunAsync(["recover", exported, "--method", "exact", "--quiet"])).Succeeded();

        string[] delete = ["journal", "vacuum", .. journal, "--delete"];
        (await CliRun.RunAsync([.. delete, ""])).Failed(2, "option-empty");
        (await CliRun.RunAsync([.. delete, "0123"])).Failed(2, "deletion-unconfirmed");
        (await CliRun.RunAsync(["journal", "show", .. journal])).Succeeded();
        CliResult vacuum = await CliRun.RunAsync([.. delete, "0123", "--yes"]);
        Assert.Contains(
            "1 fingerprints deleted",
            vacuum.Succeeded().Error,
            StringComparison.Ordinal
        );
        (await CliRun.RunAsync(["journal", "show", .. journal])).Failed(2, "fingerprint-unknown");
        Assert.Equal(
            new[] { "in.csv", name, "x.journal" }.Order(StringComparer.Ordinal),
            folder.Files().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Import_names_what_contradicts_and_keeps_repeats()
    {
        using var folder = new TempFolder();
        string[] import =
        [
            "journal",
            "import",
            "--fingerprint",
            Fingerprint,
            "--journal",
            folder["x.journal"],
        ];
        CliResult first = await CliRun.RunAsync([
            .. import,
            folder.With("a.csv", "mask,value\n01,1\n01,2\n11,3\n"),
        ]);
        Assert.Contains(
            "1 of them are further values of masks",
            first.Succeeded().Error,
            StringComparison.Ordinal
        );
        CliResult second = await CliRun.RunAsync([
            .. import,
            folder.With("b.csv", "mask,value\n01,1\n11,4\n"),
            "--quiet",
        ]);
        Assert.Contains(
            "1 rows contradict what",
            second.Succeeded().Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "mask 11 has 3 in the journal and 4 in the table",
            second.Error,
            StringComparison.Ordinal
        );
    }

    /// <summary>The cases of a journal written before there were checksums: read, left as it is, and said to be unchecked.</summary>
    [Theory]
    [InlineData("good.journal")]
    [InlineData("flipped.journal")]
    [InlineData("pois.journal")]
    public async Task A_journal_of_before_is_read_and_said_to_be_unchecked(string name)
    {
        using var folder = new TempFolder();
        string path = folder[name];
        File.Copy(Repository.Find("tests", "data", "hostile", name), path);
        byte[] before = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        foreach (
            string[] verb in (string[][])
                [
                    ["export", "-o", folder["t.csv"]],
                    ["list"],
                ]
        )
        {
            CliResult run = await CliRun.RunAsync(["journal", .. verb, "--journal", path]);
            Assert.Contains("unchecked", run.Succeeded().Error, StringComparison.Ordinal);
        }

        Assert.Contains(
            "32 values unchecked",
            (await CliRun.RunAsync(["journal", "show", "--journal", path])).Succeeded().Output,
            StringComparison.Ordinal
        );
        Assert.Equal(
            before,
            await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task The_environment_names_the_journal_and_no_password_is_ever_shown()
    {
        const string password = "s3cret-pa55";
        using var folder = new TempFolder();
        (await CliRun.RunAsync(["journal", "list"], environment: At(folder["none"]))).Failed(
            6,
            "journal-missing"
        );
        (
            await CliRun.RunAsync(
                ["journal", "list"],
                environment: At(folder.With("text", "no journal"))
            )
        ).Failed(3, "journal-malformed");
        CliResult server = (
            await CliRun.RunAsync(
                ["journal", "list"],
                environment: At($"postgres://u:{password}@127.0.0.1:1/d")
            )
        ).Failed(6, "journal-unavailable");
        CliResult malformed = (
            await CliRun.RunAsync(
                ["journal", "list"],
                environment: At($"Host=h;Port={password};Password={password}")
            )
        ).Failed(2, "journal-address-malformed");
        Assert.DoesNotContain(password, server.Error + malformed.Error, StringComparison.Ordinal);

        static Dictionary<string, string> At(string address) =>
            new(StringComparer.Ordinal) { ["INTERPLAY_JOURNAL"] = address };
    }
}
