using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Tests.ValueFunctions;

public sealed class AblationTableTests
{
    [Fact]
    public void ATableReadsBackExactly()
    {
        MaskMatrix masks = UniformDesign.Draw(70, 40, new SeededRandom(1));
        var random = new SeededRandom(2);
        double[] values = [.. Enumerable.Range(0, 80).Select(_ => random.NextGaussian() * 1e-7)];
        bool[] filled = [.. Enumerable.Range(0, 40).Select(row => row % 3 != 0)];
        TableSplit[] splits =
        [
            .. Enumerable.Range(0, 40).Select(row => row < 30 ? TableSplit.Train : TableSplit.Test),
        ];
        var table = new AblationTable(masks, ["a", "b"], splits, values, filled);
        using var text = new StringWriter();
        AblationTableCsv.Write(table, text);
        AblationTable read = AblationTableCsv.Read(
            new StringReader(text.ToString()),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(masks.Words.ToArray(), read.Masks.Words.ToArray());
        Assert.Equal(splits, read.Splits);
        Assert.Equal(["a", "b"], read.Outputs);
        for (int row = 0; row < 40; row++)
        {
            Assert.Equal(filled[row], read.IsFilled(row));
            if (filled[row])
            {
                Assert.Equal(values[(2 * row)..(2 * row + 2)], read.ValuesOf(row).ToArray());
            }
        }
    }

    [Fact]
    public void NamesWithCommasAndQuotationMarksReadBack()
    {
        string[] outputs = ["token 0: \",\"", "\"", "a \"b\"", ",,", "plain", ""];
        var table = new AblationTable(
            UniformDesign.Draw(9, 3, new SeededRandom(1)),
            outputs,
            new TableSplit[3],
            new double[18],
            [true, true, true]
        );
        using var text = new StringWriter();
        AblationTableCsv.Write(table, text);
        Assert.StartsWith(
            "mask,\"token 0: \"\",\"\"\",\"\"\"\",",
            text.ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            outputs,
            AblationTableCsv
                .Read(
                    new StringReader(text.ToString()),
                    cancellationToken: TestContext.Current.CancellationToken
                )
                .Outputs
        );
    }

    [Theory]
    [InlineData("mask,a b\"c\",d", "a b\"c\"")]
    [InlineData("mask,\"open,d", "open,d")]
    public void OtherQuotationMarksAreTakenAsTheyStand(string header, string first)
    {
        int columns = first.Contains("open", StringComparison.Ordinal) ? 1 : 2;
        AblationTable table = AblationTableCsv.Read(
            new StringReader($"{header}\n010{string.Concat(Enumerable.Repeat(",1", columns))}\n"),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(first, table.Outputs[0]);
    }

    [Theory]
    [InlineData("", "table-malformed", "empty")]
    [InlineData("value,split\n1,train\n", "table-malformed", "mask")]
    [InlineData("mask,value\n", "table-malformed", "at least one row")]
    [InlineData("mask,value\n010,1\n01,2\n", "mask-ragged", "Line 3")]
    [InlineData("mask,value\n012,1\n", "table-malformed", "'2' at position 2")]
    [InlineData("mask,value\n010,NaN\n", "value-not-finite", "NaN")]
    [InlineData("mask,value\n010,1e999\n", "value-not-finite", "Line 2")]
    [InlineData("mask,value\n010,one\n", "table-malformed", "'one'")]
    [InlineData("mask,value\n010,1,2\n", "table-malformed", "found 3")]
    [InlineData("mask,a,b\n010,1,\n", "table-malformed", "1 are empty")]
    [InlineData("mask,value,split\n010,1,dev\n", "table-malformed", "'dev'")]
    [InlineData("mask,a,a\n010,1,2\n", "table-malformed", "distinct")]
    public void BadTablesAreNamedErrors(string text, string name, string quoted)
    {
        var error = Assert.Throws<InterplayException>(() =>
            AblationTableCsv.Read(
                new StringReader(text),
                cancellationToken: TestContext.Current.CancellationToken
            )
        );
        Assert.Equal(name, error.Name);
        Assert.Contains(quoted, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FillingKeepsWhatWasThere()
    {
        MaskMatrix masks = UniformDesign.Draw(8, 10, new SeededRandom(1));
        var empty = new AblationTable(
            masks,
            ["value"],
            Enumerable.Repeat(TableSplit.Train, 10).ToArray(),
            new double[10],
            new bool[10]
        );
        AblationTable half = empty.Filled(Values(masks.Slice(0, 5), 1));
        AblationTable whole = half.Filled(Values(masks.Slice(5, 5), 2));
        Assert.Equal((5, 10), (half.FilledCount, whole.FilledCount));
        Assert.Equal(1, whole.ValuesOf(0)[0]);
        Assert.Equal(2, whole.ValuesOf(9)[0]);
        Assert.Equal(
            "value-missing",
            Assert.Throws<InterplayException>(() => half.ValuesOf(9).Length).Name
        );

        static Ablations Values(MaskMatrix masks, double value) =>
            new()
            {
                Masks = masks,
                Outputs = ["value"],
                Values = Enumerable.Repeat(value, masks.RowCount).ToArray(),
                Evaluated = masks.RowCount,
            };
    }
}
