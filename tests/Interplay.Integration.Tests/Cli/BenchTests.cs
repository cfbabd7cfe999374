using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Integration.Tests.Cli;

/// <summary><c>interplay bench</c>, from a folder to a page, a plot and measurements that are kept.</summary>
public sealed class BenchTests
{
    private const int Parts = 8;

    [Fact]
    public async Task Tables_end_to_end_and_once_more_from_what_is_known()
    {
        using var folder = new TempFolder();
        folder.With("small.csv", Table(1));
        string page = folder["report.md"];
        string plot = folder["report.svg"];
        string[] bench =
        [
            "bench",
            "tables",
            Path.GetDirectoryName(page)!,
            "--alphas",
            "2,1,4",
            "--methods",
            "auto,lasso1,exact",
            "--test-rows",
            "40",
            "--out",
            page,
            "--plot",
            plot,
        ];
        CliResult first = (await CliRun.RunAsync(bench)).Succeeded();
        Assert.Contains("[1/9] small, alpha 1, auto ...", first.Error, StringComparison.Ordinal);
        Assert.Contains("R2", first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("(known)", first.Error, StringComparison.Ordinal);
        string written = await ReadAsync(page);
        Assert.Contains("| small | 1 | 24 | ", written, StringComparison.Ordinal);
        Assert.Contains("| small | 2 | 48 | ", written, StringComparison.Ordinal);
        Assert.Contains(
            "| small | 4 | auto | 96 | the table has 64 train rows |",
            written,
            StringComparison.Ordinal
        );
        Assert.Contains("masks-incomplete: ", written, StringComparison.Ordinal);
        Assert.NotNull(XDocument.Parse(await ReadAsync(plot)).Root);

        JsonArray cells = await CellsAsync(folder["report.json"]);
        Assert.Equal(9, cells.Count);
        JsonNode exact = cells.Single(cell =>
            (double)cell!["setting"]! == 2 && (string)cell["method"]! == "auto"
        )!;
        Assert.True((double)exact["figures"]!["r2"]! > 0.98, exact.ToJsonString());

        CliResult second = (await CliRun.RunAsync(bench)).Succeeded();
        Assert.Equal(
            9,
            second
                .Error.Split('\n')
                .Count(line => line.EndsWith("(known)", StringComparison.Ordinal))
        );
        Assert.Equal(written, await ReadAsync(page));
        Assert.Equal(first.Output, second.Output);

        folder.With("small.csv", Table(2));
        CliResult changed = (await CliRun.RunAsync(bench)).Succeeded();
        Assert.DoesNotContain("(known)", changed.Error, StringComparison.Ordinal);
        Assert.Equal(9, (await CellsAsync(folder["report.json"])).Count);

        CliResult fresh = (await CliRun.RunAsync([.. bench, "--fresh"])).Succeeded();
        Assert.DoesNotContain("(known)", fresh.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_table_with_a_reference()
    {
        string tables = Repository.Data("tables");
        using var folder = new TempFolder();
        string reference = folder.With(
            "reference.csv",
            "table,alpha,column,value\nuse_del_a_n31,0.5,peer,0.531\n"
        );
        CliResult result = (
            await CliRun.RunAsync([
                "bench",
                "tables",
                tables,
                "--tables",
                "use_del_a_*",
                "--alphas",
                "0.25,0.5",
                "--methods",
                "auto",
                "--reference",
                reference,
                "-o",
                folder["r.md"],
                "--quiet",
            ])
        ).Succeeded();
        Assert.Equal("", result.Error);
        JsonArray cells = await CellsAsync(folder["r.json"]);
        Assert.Equal([38, 77], cells.Select(static cell => (int)cell!["ablations"]!));
        Assert.InRange((double)cells[1]!["figures"]!["r2"]!, 0.6, 0.8);
        Assert.All(
            cells,
            static cell =>
            {
                JsonNode all = cell!["figures"]!["coverage"]![0]!;
                Assert.InRange((double)all["held"]! / (double)all["terms"]!, 0.7, 0.98);
            }
        );
        Assert.Matches("\\| 0\\.5 \\| peer \\| 1 \\| \\+0\\.1", await ReadAsync(folder["r.md"]));
    }

    [Fact]
    public async Task Games_end_to_end()
    {
        using var folder = new TempFolder();
        string game = folder.With("small.json", Samples.Game());
        // The measurements lie in a folder of their own: every .json beside the game would be a game.
        string page = Path.Combine(Directory.CreateDirectory(folder["out"]).FullName, "report.md");
        string[] bench =
        [
            "bench",
            "games",
            Path.GetDirectoryName(game)!,
            "--budgets",
            "20,64",
            "--methods",
            "exact,auto",
            "-o",
            page,
            "--quiet",
        ];
        (await CliRun.RunAsync(bench)).Succeeded();
        string written = await ReadAsync(page);
        Assert.Contains(
            "| small | exact | 64 | 64 | - | 1.000 | 0.00000 | 3 |",
            written,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "| small | 20 | exact | 20 | budget-too-small: ",
            written,
            StringComparison.Ordinal
        );
        // The measurements lie beside the game now and are not taken for one.
        (await CliRun.RunAsync(bench)).Succeeded();
        Assert.Equal(written, await ReadAsync(page));
    }

    [Fact]
    public async Task An_interrupted_bench_keeps_what_it_measured()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        using var folder = new TempFolder();
        folder.With("small.csv", Table(1));
        string page = folder["report.md"];
        // More lines than a pipe holds: the bench cannot end before they are read on.
        const int cells = 4000;
        string alphas = string.Join(
            ',',
            Enumerable.Range(0, cells).Select(i => $"{1 + (double)i / cells}")
        );
        using Process process = CliProcess.Start([
            "bench",
            "tables",
            Path.GetDirectoryName(page)!,
            "--alphas",
            alphas,
            "--methods",
            "auto",
            "--test-rows",
            "40",
            "-o",
            page,
        ]);
        string? line;
        do
        {
            line = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.NotNull(line);
        } while (!line.StartsWith($"[3/{cells}]", StringComparison.Ordinal));

        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("interplay: interrupted: ", error, StringComparison.Ordinal);
        int kept = (await CellsAsync(folder["report.json"])).Count;
        Assert.InRange(kept, 2, cells - 1);
        Assert.Contains($"{kept} cells.", await ReadAsync(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, "folder-not-found", "tables", "./no-such-folder")]
    [InlineData(6, "cases-missing", "tables", "{empty}")]
    [InlineData(6, "cases-missing", "games", "{empty}")]
    [InlineData(6, "cases-missing", "tables", "{good}", "--tables", "x*")]
    [InlineData(2, "unknown-method", "tables", "{good}", "--methods", "auto,magic")]
    [InlineData(2, "unknown-page-format", "tables", "{good}", "--out", "x.html")]
    [InlineData(2, "unknown-plot-format", "tables", "{good}", "--plot", "x.png")]
    [InlineData(2, "option-out-of-range", "tables", "{good}", "--alphas", "0")]
    [InlineData(2, "option-out-of-range", "tables", "{good}", "--max-terms", "0")]
    [InlineData(2, "option-out-of-range", "tables", "{good}", "--test-rows", "0")]
    [InlineData(2, "usage", "tables", "{good}", "--alphas", "1,many")]
    [InlineData(2, "budget-out-of-range", "games", "{good}", "--budgets", "10.5")]
    [InlineData(3, "test-rows-missing", "tables", "{good}", "--test-rows", "104")]
    [InlineData(3, "table-malformed", "tables", "{bad}")]
    [InlineData(3, "game-malformed", "games", "{bad}")]
    [InlineData(6, "file-not-found", "tables", "{good}", "--reference", "none.csv")]
    [InlineData(3, "reference-malformed", "tables", "{good}", "--reference", "{bad}/bad.csv")]
    [InlineData(3, "bench-malformed", "tables", "{good}", "--out", "{bad}/bad.md")]
    public async Task Bad_input_has_a_name(int exitCode, string name, params string[] arguments)
    {
        using var folder = new TempFolder();
        foreach (string part in (string[])["empty", "good", "bad"])
        {
            Directory.CreateDirectory(folder[part]);
        }

        folder.With("good/small.csv", Table(1));
        folder.With("bad/bad.csv", "mask,value\n01,x\n");
        folder.With("bad/bad.json", "{}");
        CliResult result = await CliRun.RunAsync([
            "bench",
            .. arguments.Select(argument =>
                argument.StartsWith('{')
                    ? folder[argument.Replace("{", "").Replace("}", "")]
                    : argument
            ),
        ]);
        result.Failed(exitCode, name);
    }

    [Fact]
    public async Task A_bad_file_is_named()
    {
        using var folder = new TempFolder();
        string bad = folder.With("bad.csv", "mask,value\n01,x\n");
        CliResult result = await CliRun.RunAsync(["bench", "tables", Path.GetDirectoryName(bad)!]);
        Assert.Contains("bad.csv: Line 2", result.Error, StringComparison.Ordinal);
    }

    /// <summary>104 rows of 2 + chi_0 - chi_1,2 / 2 over eight parts, none marked.</summary>
    private static string Table(ulong seed)
    {
        var spectrum = new Spectrum(
            Parts,
            [
                new SpectrumTerm(PartSet.Empty, 2),
                new SpectrumTerm(PartSet.Of(0), 1),
                new SpectrumTerm(PartSet.Of(1, 2), -0.5),
            ]
        );
        MaskMatrix masks = UniformDesign.Draw(Parts, 104, new SeededRandom(seed));
        double[] values = spectrum.Evaluate(masks);
        var text = new StringBuilder("mask,value\n");
        for (int row = 0; row < values.Length; row++)
        {
            text.Append($"{masks.GetMask(row)},{values[row]}\n");
        }

        return text.ToString();
    }

    private static Task<string> ReadAsync(string path) =>
        File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

    private static async Task<JsonArray> CellsAsync(string path) =>
        JsonNode.Parse(await ReadAsync(path))!["cells"]!.AsArray();
}
