using Interplay.Tables;

namespace Interplay.Integration.Tests.Tables;

public sealed class DataTableCsvTests
{
    [Theory]
    [InlineData("a,b\n1,x\n", "x")]
    [InlineData("a,b\r\n1,x\r\n", "x")]
    [InlineData("\uFEFFa,b\n1,x", "x")]
    [InlineData("a;b\n1;x,y\n", "x,y")]
    [InlineData("a\tb\n1\tx;y\n", "x;y")]
    [InlineData("a,b\n\n1,x\n\n", "x")]
    [InlineData("a,b\n1,\"x, \"\"y\"\"\"\n", "x, \"y\"")]
    [InlineData("a,b\n1,\"two\nlines\"\n", "two\nlines")]
    [InlineData("a,b\n1,5\" pipe\" long\n", "5\" pipe\" long")]
    public void Cells_are_read_whatever_separates_and_quotes_them(string text, string cell)
    {
        DataTable table = DataTableCsv.Read(new StringReader(text));
        Assert.Equal(["a", "b"], table.Columns);
        Assert.Equal(1, table.RowCount);
        Assert.Equal("1", table[0, 0]);
        Assert.Equal(cell, table[0, 1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b\n1\n")]
    [InlineData("a,b\n1,2,3\n")]
    [InlineData("a,a\n1,2\n")]
    [InlineData("a,b\n1,\"x\n2,y\n")]
    [InlineData("a,b\n1,5\" pipe\n2,6\" pipe\n")]
    [InlineData("a,b\n1,5\" pipe,6\" pipe\n")]
    [InlineData("a,b\n1, \"x,y\"\n")]
    public void What_is_no_table_is_malformed(string text)
    {
        InterplayException exception = Assert.Throws<InterplayException>(() =>
            DataTableCsv.Read(new StringReader(text))
        );
        Assert.Equal("data-malformed", exception.Name);
    }

    [Fact]
    public void One_column_may_have_empty_cells()
    {
        DataTable table = DataTableCsv.Read(new StringReader("a\n1\n\n2\n"));
        Assert.Equal(["1", "", "2"], table.Column("a"));
    }
}
