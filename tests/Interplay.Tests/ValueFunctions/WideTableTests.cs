using System.Text;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Tests.ValueFunctions;

/// <summary>Tables whose lines are longer than any buffer: read into packed bits, with the errors of small ones.</summary>
public sealed class WideTableTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(15, 5)]
    [InlineData(16, 5)]
    [InlineData(64, 33)]
    [InlineData(65, 600)]
    [InlineData(70_001, 40)]
    [InlineData(200_000, 3)]
    public void Masks_read_back_bit_by_bit(int parts, int rows)
    {
        AblationTable table = Table(parts, rows);
        AblationTable read = AblationTableCsv.Read(
            new StringReader(Text(table)),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal((rows, parts), (read.Masks.RowCount, read.Masks.PartCount));
        Assert.Equal(table.Masks.Words, read.Masks.Words);
        Assert.Equal(
            Enumerable.Range(0, rows).Select(row => table.ValuesOf(row)[1]),
            Enumerable.Range(0, rows).Select(row => read.ValuesOf(row)[1])
        );
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Any_line_end_and_any_portion_size_give_the_same(string lineEnd)
    {
        AblationTable table = Table(70_000, 9);
        string text = Text(table).Replace("\n", lineEnd, StringComparison.Ordinal);
        foreach (int portion in (int[])[1 << 20, 65_535, 997])
        {
            AblationTable read = AblationTableCsv.Read(
                new PortionReader($"{text}{lineEnd}{lineEnd}", portion),
                cancellationToken: TestContext.Current.CancellationToken
            );
            Assert.Equal(table.Masks.Words, read.Masks.Words);
            Assert.Equal(table.Splits, read.Splits);
        }
    }

    [Fact]
    public void Reading_allocates_bits_and_not_characters()
    {
        const int parts = 20_000;
        string text = Text(Table(parts, 1000));
        long before = GC.GetAllocatedBytesForCurrentThread();
        AblationTable read = AblationTableCsv.Read(
            new StringReader(text),
            cancellationToken: TestContext.Current.CancellationToken
        );
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(1000, read.Masks.RowCount);
        // Once in chunks that grow, once whole; a character would be sixteen bits.
        Assert.InRange(allocated, parts / 8 * 1000, 4L * parts / 8 * 1000);
    }

    [Theory]
    [InlineData('2', 0)]
    [InlineData('/', 15)]
    [InlineData(':', 16)]
    [InlineData('\u0130', 40_000)]
    [InlineData('\u3031', 69_999)]
    [InlineData('x', 70_000)]
    public void A_character_that_is_no_bit_is_named_with_its_place(char character, int place)
    {
        var lines = new StringBuilder(Text(Table(70_001, 3)));
        int start = lines.ToString().LastIndexOf('\n', lines.Length - 2) + 1;
        lines[start + place] = character;
        InterplayException error = Refused(lines.ToString());
        Assert.Equal("table-malformed", error.Name);
        Assert.Contains(
            $"Line 4 of the ablation table: A mask is a string of 0 and 1; found '{character}' at position {place}.",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_shorter_mask_among_long_ones_is_named()
    {
        string text = Text(Table(70_000, 3));
        InterplayException error = Refused(
            text.Remove(text.LastIndexOf('\n', text.Length - 2) + 1, 1)
        );
        Assert.Equal("mask-ragged", error.Name);
        Assert.Equal(
            "Line 4 of the ablation table: the mask has 69999 parts; the rows above have 70000.",
            error.Message
        );
    }

    /// <summary>Neither a header nor a row without end fills the memory: no more than the longest line is ever held.</summary>
    [Theory]
    [InlineData("", 1)]
    [InlineData("mask,value\n01,1\n", 3)]
    public void A_line_without_end_is_refused(string start, int line)
    {
        using var endless = new EndlessReader(start, "0");
        InterplayException error = Assert.Throws<InterplayException>(() =>
            AblationTableCsv.Read(endless, cancellationToken: TestContext.Current.CancellationToken)
        );
        Assert.Equal("table-malformed", error.Name);
        Assert.Contains($"Line {line} ", error.Message, StringComparison.Ordinal);
        Assert.InRange(
            endless.Given,
            AblationTableCsv.MaxLineLength,
            4L * AblationTableCsv.MaxLineLength
        );
    }

    [Fact]
    public void Outputs_that_are_not_chosen_are_passed_over()
    {
        AblationTable read = AblationTableCsv.Read(
            new StringReader("mask,a,b,split,c,d\n01,1,x,train,,4\n11,5,y,test,,8\n"),
            OutputChoice.Parse("3, a"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(["a", "d"], read.Outputs);
        Assert.Equal([1, 4], read.ValuesOf(0).ToArray());
        Assert.Equal([5, 8], read.ValuesOf(1).ToArray());
    }

    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("1-3,0", new[] { 0, 1, 2, 3 })]
    [InlineData("3,3,2-3", new[] { 2, 3 })]
    [InlineData("7", new[] { 2 })]
    [InlineData("b-c", new[] { 1 })]
    public void Outputs_are_chosen_by_name_number_and_range(string text, int[] chosen) =>
        Assert.Equal(chosen, OutputChoice.Parse(text).Of(["a", "b-c", "7", "d"]));

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("4")]
    [InlineData("2-1")]
    [InlineData("0-4")]
    [InlineData("-1")]
    [InlineData("e")]
    [InlineData("99999999999")]
    public void Outputs_that_are_not_there_are_named(string text) =>
        Assert.Equal(
            "outputs-unreadable",
            Assert
                .Throws<InterplayException>(() => OutputChoice.Parse(text).Of(["a", "b", "c", "d"]))
                .Name
        );

    [Fact]
    public void A_builder_takes_characters_and_bytes_and_leaves_bad_rows_out()
    {
        var builder = new AblationTableBuilder(["value"]);
        builder.Add("0110", [1.5]);
        Assert.Equal(
            "mask-ragged",
            Assert.Throws<InterplayException>(() => builder.Add("011", [1])).Name
        );
        Assert.Equal(
            "value-not-finite",
            Assert.Throws<InterplayException>(() => builder.Add("0111", [double.NaN])).Name
        );
        Assert.Equal(
            "table-malformed",
            Assert.Throws<InterplayException>(() => builder.Add([0, 1, 2, 0], [1.0])).Name
        );
        builder.Add([0, 1, 0, 1], [null], TableSplit.Test);
        AblationTable table = builder.Build();
        Assert.Equal(["0110", "0101"], [$"{table.Masks.GetMask(0)}", $"{table.Masks.GetMask(1)}"]);
        Assert.Equal((true, false), (table.IsFilled(0), table.IsFilled(1)));
        Assert.Equal(1.5, table.ValuesOf(0)[0]);
        Assert.Equal([TableSplit.Train, TableSplit.Test], table.Splits);
    }

    /// <summary>A packed file of little length can unfold to any number of rows.</summary>
    [Fact]
    public void A_table_beyond_the_bound_is_refused()
    {
        const long mostBytes = 1 << 20;
        using var endless = new EndlessReader("mask,value\n", "0110,1\n");
        InterplayException error = Assert.Throws<InterplayException>(() =>
            AblationTableCsv.Read(
                endless,
                OutputChoice.All,
                mostBytes,
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal("table-too-large", error.Name);
        // A word of parts, a value, a flag and a split.
        long rows = mostBytes / (8 + 8 + 1 + 4);
        Assert.StartsWith($"Line {rows + 2} ", error.Message, StringComparison.Ordinal);
    }

    private static AblationTable Table(int parts, int rows)
    {
        MaskMatrix masks = UniformDesign.Draw(parts, rows, new SeededRandom((ulong)parts));
        var random = new SeededRandom(2);
        return new AblationTable(
            masks,
            ["a", "b"],
            [.. Enumerable.Range(0, rows).Select(row => (TableSplit)(row % 2))],
            [.. Enumerable.Range(0, 2 * rows).Select(_ => random.NextGaussian())],
            [.. Enumerable.Repeat(true, rows)]
        );
    }

    private static string Text(AblationTable table)
    {
        using var text = new StringWriter();
        AblationTableCsv.Write(table, text);
        return text.ToString();
    }

    private static InterplayException Refused(string text) =>
        Assert.Throws<InterplayException>(() =>
            AblationTableCsv.Read(
                new StringReader(text),
                cancellationToken: TestContext.Current.CancellationToken
            )
        );

    /// <summary>Gives a text in portions, so that lines and line ends are cut anywhere.</summary>
    private sealed class PortionReader(string text, int portion) : TextReader
    {
        private int _next;

        public override int Read(Span<char> buffer)
        {
            int count = Math.Min(Math.Min(portion, buffer.Length), text.Length - _next);
            text.AsSpan(_next, count).CopyTo(buffer);
            _next += count;
            return count;
        }
    }

    /// <summary>A text that never ends, as a gzip bomb unfolds to.</summary>
    private sealed class EndlessReader(string start, string rest) : TextReader
    {
        public long Given { get; private set; }

        public override int Read(Span<char> buffer)
        {
            for (int i = 0; i < buffer.Length; i++, Given++)
            {
                buffer[i] =
                    Given < start.Length
                        ? start[(int)Given]
                        : rest[(int)((Given - start.Length) % rest.Length)];
            }

            return buffer.Length;
        }
    }
}
