using System.Globalization;
using Interplay.Tables;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Integration.Tests.Cli;

/// <summary>Names of parts and ablated texts in the flow by steps.</summary>
public sealed class NamedPartsTests
{
    [Fact]
    public async Task Parts_of_a_table_have_the_names_they_were_given()
    {
        using var folder = new TempFolder();
        string table = folder["t.csv"];
        (
            await CliRun.RunAsync(["plan", "--names", "age,sex,bmi", "-o", table, "--quiet"])
        ).Succeeded();
        Fill(table);
        string header = folder.With("h.csv", "age,sex,bmi,y\n1,2,3,4\n");
        foreach (
            string[] names in (string[][])
                [
                    ["--names", "age, sex, bmi"],
                    ["--names-from", header, "--drop", "y"],
                ]
        )
        {
            CliResult run = (await CliRun.RunAsync(["recover", table, .. names])).Succeeded();
            Assert.Matches("age \\+ sex +\\+5.00", run.Output);
        }

        (await CliRun.RunAsync(["recover", table, "--names", "a,b"])).Failed(2, "parts-mismatch");
        (await CliRun.RunAsync(["recover", table, "--names", "a,b,a"])).Failed(
            2,
            "names-malformed"
        );
        (await CliRun.RunAsync(["recover", table, "--names", "a,b,c", "--text", "a b c"])).Failed(
            2,
            "parts-missing"
        );
    }

    [Theory]
    [InlineData("t.csv")]
    [InlineData("t.csv.gz")]
    [InlineData("t.parquet")]
    public async Task What_a_mask_leaves_of_a_text_stands_beside_it(string name)
    {
        using var folder = new TempFolder();
        string[] text = ["--text", "good, or\nbad?", "--ablation", "remove"];
        (
            await CliRun.RunAsync(["plan", .. text, "--with-texts", "-o", folder[name], "--quiet"])
        ).Succeeded();
        // By a reader of tables that knows nothing of masks.
        NamedTable read = await DataFile.ReadAsync(
            folder[name],
            TestContext.Current.CancellationToken
        );
        Assert.Equal(["mask", "ablated_text", "value", "split"], read.Table.Columns);
        var texts = read
            .Table.Column("mask")
            .Zip(read.Table.Column("ablated_text"))
            .ToDictionary(static row => row.First, static row => row.Second);
        Assert.Equal(8, texts.Count);
        Assert.Equal("good, or\nbad?", texts["111"]);
        Assert.Equal("good,\nbad?", texts["101"]);
        Assert.Equal("", texts["000"]);

        AblationTable table = await AblationTableFile.ReadAsync(
            folder[name],
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(["value"], table.Outputs);
        (await CliRun.RunAsync(["evaluate", folder[name], .. text, "--quiet"])).Succeeded();
        (await CliRun.RunAsync(["recover", folder[name], .. text, "--quiet"])).Succeeded();
    }

    [Fact]
    public async Task Texts_need_a_text_and_a_file()
    {
        using var folder = new TempFolder();
        (
            await CliRun.RunAsync([
                "plan",
                "--parts-count",
                "3",
                "--with-texts",
                "-o",
                folder["t.csv"],
            ])
        ).Failed(2, "text-missing");
        (await CliRun.RunAsync(["plan", "--text", "a b", "--with-texts"])).Failed(
            2,
            "text-missing"
        );
    }

    /// <summary>Five where parts 0 and 1 are both kept.</summary>
    private static void Fill(string table)
    {
        string[] lines = File.ReadAllLines(table);
        for (int i = 1; i < lines.Length; i++)
        {
            string[] cells = lines[i].Split(',');
            cells[1] = (cells[0].StartsWith("11", StringComparison.Ordinal) ? 5 : 0).ToString(
                CultureInfo.InvariantCulture
            );
            lines[i] = string.Join(',', cells);
        }

        File.WriteAllLines(table, lines);
    }
}
