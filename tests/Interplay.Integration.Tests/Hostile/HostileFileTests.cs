using System.Diagnostics;
using System.IO.Compression;
using Interplay.Integration.Tests.Cli;

namespace Interplay.Integration.Tests.Hostile;

/// <summary>Files that once were read wrongly, in silence or without end.</summary>
public sealed class HostileFileTests
{
    [Fact]
    public async Task A_footer_that_sends_its_reader_beyond_the_end_is_malformed() =>
        (await CliRun.RunAsync(["recover", Data("endless.parquet")])).Failed(3, "table-malformed");

    [Fact]
    public async Task A_packed_table_that_is_cut_off_is_not_whole() =>
        (await CliRun.RunAsync(["recover", Data("truncnum.csv.gz")])).Failed(3, "table-malformed");

    [Fact]
    public async Task A_copy_of_a_row_leaves_the_transform_exact()
    {
        CliResult run = (await CliRun.RunAsync(["recover", Data("dup_same.csv")])).Succeeded();
        Assert.Contains("Complete: all 64", run.Output, StringComparison.Ordinal);
        Assert.Contains("counts once", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 repeat a mask", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_of_row_numbers_is_passed_over_with_a_word()
    {
        CliResult run = (await CliRun.RunAsync(["recover", Data("indexcol.csv")])).Succeeded();
        Assert.Contains("output \"value\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("passed over", run.Output, StringComparison.Ordinal);
        Assert.Contains("passed over", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Masks_in_quotation_marks_are_read()
    {
        CliResult run = (await CliRun.RunAsync(["recover", Data("quotedmask.csv")])).Succeeded();
        Assert.Contains("part 2 + part 3", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opposite_values_of_one_mask_are_averaged_and_said()
    {
        CliResult run = (await CliRun.RunAsync(["recover", Data("conf.csv")])).Succeeded();
        Assert.Contains(
            "218 masks have values that contradict",
            run.Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Contains("310 repeat a mask", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_rows_among_the_test_rows_do_not_count_as_held_out()
    {
        CliResult run = (
            await CliRun.RunAsync(["recover", Data("leak.csv"), "--method", "proxyspex"])
        ).Succeeded();
        Assert.Contains(
            "have masks that are learned from",
            run.Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("mask,value,mask\n00,1,00\n")]
    [InlineData("mask,value,Mask\n00,1,00\n")]
    [InlineData("mask,mask.1,value\n00,00,1\n")]
    [InlineData("mask,value,split,split.1\n00,1,train,test\n")]
    [InlineData("mask,value\n\"00,1\n")]
    [InlineData("mask,value\n0\"0,1\n")]
    public async Task Contradictions_of_a_header_and_open_quotes_are_named(string table)
    {
        using var folder = new TempFolder();
        (await CliRun.RunAsync(["recover", folder.With("t.csv", table)])).Failed(
            3,
            "table-malformed"
        );
    }

    [Fact]
    public async Task A_text_that_is_no_text_is_not_explained() =>
        (await CliRun.RunAsync(["explain", "text", "--file", Data("badutf8.txt")])).Failed(
            3,
            "text-malformed"
        );

    [Fact]
    public async Task A_shape_that_overflows_is_malformed() =>
        (
            await CliRun.RunAsync(["recover", Data("m_ovf.npy"), "--outputs", Data("v_ovf.npy")])
        ).Failed(3, "numpy-malformed");

    [Fact]
    public async Task A_cell_without_end_is_refused_and_not_quoted_whole()
    {
        using var folder = new TempFolder();
        string table = folder.With("t.csv", $"mask,value\n000000,{new string('9', 300_000)}\n");
        CliResult run = (await CliRun.RunAsync(["recover", table])).Failed(3, "value-not-finite");
        Assert.True(run.Error.Length < 500, run.Error);
    }

    [Fact]
    public async Task Packed_line_breaks_end()
    {
        using var folder = new TempFolder();
        string file = folder["t.csv.gz"];
        await using (var packed = new GZipStream(File.Create(file), CompressionLevel.Fastest))
        {
            packed.Write("mask,value\n00,1\n"u8);
            var breaks = new byte[3 << 20];
            breaks.AsSpan().Fill((byte)'\n');
            packed.Write(breaks);
        }

        (await CliRun.RunAsync(["recover", file])).Failed(3, "table-malformed");
        (
            await CliRun.RunAsync(["explain", "data", file, "--target", "value", "--test", file])
        ).Failed(3, "data-malformed");
    }

    [Fact]
    public async Task Only_regular_files_are_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "named pipes and devices are of Unix");
        using var folder = new TempFolder();
        Process.Start("mkfifo", [folder["pipe.csv"]])!.WaitForExit();
        File.CreateSymbolicLink(folder["zero.csv"], "/dev/zero");
        Directory.CreateDirectory(folder["folder.csv"]);
        string good = folder.With("good.csv", DataSamples.Table());
        foreach (string name in (string[])["pipe.csv", "zero.csv", "folder.csv"])
        {
            string file = folder[name];
            string[][] commands =
            [
                ["recover", file],
                ["report", file],
                ["evaluate", file, "--text", "a b c"],
                ["explain", "text", "--file", file],
                ["explain", "game", file],
                ["explain", "data", file, "--target", "y", "--test", good],
                ["explain", "data", good, "--target", "y", "--test", file],
                ["explain", "model", file, "--prompt", "a"],
                ["model", "inspect", file],
                ["explain", "prompt", file, "--endpoint", "http://127.0.0.1:9/v1"],
                ["recover", good, "--prior", file],
                ["journal", "import", file, "--fingerprint", "x", "--journal", folder["j"]],
            ];
            foreach (string[] command in commands)
            {
                CliResult run = await CliRun.RunAsync(command);
                Assert.True(run.ExitCode is 3 or 6, $"{string.Join(' ', command)}: {run}");
            }
        }
    }

    private static string Data(string name) => Repository.Data("hostile", name);
}
