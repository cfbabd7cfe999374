using System.Text.Json.Nodes;
using Interplay.Integration.Tests.Cli;
using Interplay.Interactions;
using Interplay.Reports;

namespace Interplay.Integration.Tests.Saved;

/// <summary>What version 0.1.0 wrote (<c>tests/data/saved</c>) is read as it was meant, and written again as it was.</summary>
public sealed class SavedFilesTests
{
    public static TheoryData<string> Explanations() =>
        [
            .. Directory
                .GetFiles(Repository.Data("saved", "explanations"))
                .Select(static path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Explanations))]
    public async Task An_explanation_is_reported_and_written_as_it_was(string name)
    {
        string path = Repository.Data("saved", "explanations", name);
        byte[] saved = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        using var written = new MemoryStream();
        ExplanationJson.Write(ExplanationJson.Read(saved), written);
        Assert.Equal(saved, written.ToArray());
        CliResult report = (await CliRun.RunAsync(["report", path])).Succeeded();
        Assert.Contains("Trust: ", report.Output, StringComparison.Ordinal);
        Assert.Contains("Cost: ", report.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_for_shapiq_are_written_as_they_were()
    {
        byte[] saved = await File.ReadAllBytesAsync(
            Repository.Data("saved", "text-shapley.shapiq.json"),
            TestContext.Current.CancellationToken
        );
        using var written = new MemoryStream();
        ShapiqJson.Write(ShapiqJson.Read(new MemoryStream(saved)), written);
        Assert.Equal(saved, written.ToArray());
    }

    [Fact]
    public async Task A_journal_is_listed_shown_and_exported()
    {
        using var folder = new TempFolder();
        string[] journal = ["--journal", Copied(folder, "prompt.journal")];
        string list = folder["list.json"];
        (await CliRun.RunAsync(["journal", "list", "--json", list, .. journal])).Succeeded();
        Assert.Equal(
            Subjects(Repository.Data("saved", "prompt-journal.json")).ToJsonString(),
            Subjects(list).ToJsonString()
        );
        CliResult shown = await CliRun.RunAsync(["journal", "show", "49af16f8296b", .. journal]);
        Assert.Contains("  token 11: \".\"\n", shown.Succeeded().Output, StringComparison.Ordinal);
        string export = folder["export.csv"];
        (
            await CliRun.RunAsync(["journal", "export", "49af16f8296b", "-o", export, .. journal])
        ).Succeeded();
        Assert.Equal(await SavedTextAsync("prompt-export.csv"), await TextAsync(export));
    }

    /// <summary>
    /// The same command pays only for the two masks that plans of before did not ask for: its fingerprint is the same, and so is every value. The
    /// next time it pays for nothing and says the same.
    /// </summary>
    [Fact]
    public async Task A_run_goes_on_from_its_journal()
    {
        using var folder = new TempFolder();
        string journal = Copied(folder, "data.journal");
        string[] before = await RowsAsync(journal);
        string[] command =
        [
            "explain",
            "data",
            DataSamples.Train,
            "--target",
            "diagnosis",
            "--test",
            Repository.Data("saved", "data-test.csv"),
            "--parts",
            "clusters:12",
            "--row",
            "0,5",
            "--budget",
            "200",
            "--trainer",
            "knn",
            "--method",
            "proxyspex",
            "--journal",
            journal,
        ];
        string first = await CliRun.SavedAsync(command);
        string[] after = await RowsAsync(journal);
        Assert.Equal(200, before.Length);
        Assert.InRange(after.Length, 200, 202);
        Assert.Subset(after.ToHashSet(), before.ToHashSet());
        AssertLargestAgree(Repository.Data("saved", "explanations", "data.json"), first);

        string second = await CliRun.SavedAsync(command);
        Assert.Equal(Samples.WithoutTimings(first), Samples.WithoutTimings(second));
        Assert.Equal(after, await RowsAsync(journal));
    }

    /// <summary>The only subject of a journal: a line for each of its masks, with the values.</summary>
    private static async Task<string[]> RowsAsync(string journal)
    {
        using var folder = new TempFolder();
        string export = folder["export.csv"];
        (
            await CliRun.RunAsync(["journal", "export", "-o", export, "--journal", journal])
        ).Succeeded();
        string text = await TextAsync(export);
        return [.. text.TrimEnd().Split('\n')[1..].Order(StringComparer.Ordinal)];
    }

    /// <summary>Other masks were held out than before: terms that are large differ by less than a tenth.</summary>
    private static void AssertLargestAgree(string expected, string actual)
    {
        Spectrum[] now = Spectra(ExplanationJson.Read(System.Text.Encoding.UTF8.GetBytes(actual)));
        foreach ((Spectrum first, Spectrum second) in Spectra(expected).Zip(now))
        {
            SpectrumTerm[] large =
            [
                .. first.Terms.Where(static term => Math.Abs(term.Coefficient) > 0.1),
            ];
            Assert.NotEmpty(large);
            Assert.All(
                large,
                term =>
                    Assert.Equal(
                        term.Coefficient,
                        second[term.Parts],
                        Math.Abs(term.Coefficient) / 10
                    )
            );
        }
    }

    [Theory]
    [InlineData("filled.csv")]
    [InlineData("filled.csv.gz")]
    [InlineData("filled.parquet")]
    public async Task A_filled_table_is_recovered(string name)
    {
        using var folder = new TempFolder();
        await AssertRecoveredAsync(folder, Repository.Data("saved", name));
    }

    [Theory]
    [InlineData("planned.csv")]
    [InlineData("planned.csv.gz")]
    [InlineData("planned.parquet")]
    public async Task A_planned_table_is_filled(string name)
    {
        using var folder = new TempFolder();
        string table = Copied(folder, name);
        string game = Repository.Data("saved", "table-game.json");
        CliResult filled = await CliRun.RunAsync(["evaluate", table, "--game", game]);
        Assert.Contains(
            "60 ablations evaluated, 0 were there already",
            filled.Succeeded().Error,
            StringComparison.Ordinal
        );
        await AssertRecoveredAsync(folder, table);
    }

    private static async Task AssertRecoveredAsync(TempFolder folder, string table)
    {
        string json = folder["recover.json"];
        (
            await CliRun.RunAsync(["recover", table, "--method", "proxyspex", "--json", json])
        ).Succeeded();
        AssertSameSpectra(Repository.Data("saved", "explanations", "recover.json"), json);
    }

    /// <summary>The last digits may differ between machines.</summary>
    private static void AssertSameSpectra(string expected, string actual)
    {
        Spectrum[] before = Spectra(expected);
        Spectrum[] now = Spectra(actual);
        Assert.Equal(before.Length, now.Length);
        foreach ((Spectrum first, Spectrum second) in before.Zip(now))
        {
            Assert.Equal(
                first.Terms.Select(static term => term.Parts),
                second.Terms.Select(static term => term.Parts)
            );
            Assert.All(
                first.Terms,
                term => Assert.Equal(term.Coefficient, second[term.Parts], 1e-6)
            );
        }
    }

    private static Spectrum[] Spectra(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Spectra(ExplanationJson.Read(file));
    }

    private static Spectrum[] Spectra(Explanation explanation) =>
        [.. explanation.Outputs.Select(static output => output.Spectrum)];

    /// <summary>What a listing says of each subject; what is new in it is looked at and taken out.</summary>
    private static JsonArray Subjects(string path)
    {
        JsonArray subjects = JsonNode.Parse(File.ReadAllText(path))!["subjects"]!.AsArray();
        foreach (JsonObject subject in subjects.OfType<JsonObject>())
        {
            if (subject.Remove("unchecked", out JsonNode? rows))
            {
                // A journal of before has no checksums.
                Assert.Equal((int)subject["ablations"]!, (int)rows!);
                Assert.Equal(0, (int)subject["repeats"]!);
            }

            subject.Remove("repeats");
        }

        return subjects;
    }

    private static string Copied(TempFolder folder, string name)
    {
        File.Copy(Repository.Data("saved", name), folder[name]);
        return folder[name];
    }

    private static Task<string> SavedTextAsync(string name) =>
        TextAsync(Repository.Data("saved", name));

    private static Task<string> TextAsync(string path) =>
        File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
}
