using Interplay.Lenses.Text;
using Interplay.Masks;
using Interplay.Recovery.Exact;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Tests.ValueFunctions;

/// <summary>Ablation tables with what each mask leaves of a text: for people and programs that fill them; readers pass over it.</summary>
public sealed class AblatedTextTests
{
    [Theory]
    [InlineData("plain words only")]
    [InlineData("a comma, a \"quote\", both \",\"")]
    [InlineData("first line\nsecond line\r\n\r\nthird \"line\nwith\" marks")]
    [InlineData("\"\"a\" \"b\"\" \"")]
    public void A_table_with_texts_is_read_as_the_one_without(string text)
    {
        var lens = TextLens.Create(text, new TextLensOptions { Ablation = TextAblation.MaskToken });
        MaskPlan plan = new ExactMethod().Plan(
            new PlanRequest { PartCount = lens.Parts.Count, Budget = 1 << lens.Parts.Count }
        );
        string with = Written(AblationTable.Of(plan, ["value"], lens));
        AblationTable read = Read(with);
        Assert.Equal(["value"], read.Outputs);
        Assert.False(read.HasTexts);
        Assert.Equal(Written(AblationTable.Of(plan, ["value"])), Written(read));
        for (int row = 0; row < plan.Masks.RowCount; row++)
        {
            Assert.Contains(
                lens.Ablate(plan.Masks.GetMask(row))
                    .Replace("\"", "\"\"", StringComparison.Ordinal),
                with,
                StringComparison.Ordinal
            );
        }
    }

    /// <summary>As a spreadsheet saves it, with the values filled in.</summary>
    [Fact]
    public void A_filled_table_with_texts_keeps_its_values()
    {
        AblationTable table = Read(
            "mask,ablated_text,value,split\r\n00,\"\",1,train\r\n10,\"a\r\nb, \"\"c\"\"\",2,train\r\n01,plain,3,train\r\n11,\"x\ny\",4,train\r\n"
        );
        Assert.Equal([1.0, 2, 3, 4], Enumerable.Range(0, 4).Select(row => table.ValuesOf(row)[0]));
    }

    [Theory]
    [InlineData("mask,ablated_text,value\n00,\"a,1\n01,b,2\n")]
    [InlineData("mask,ablated_text,value\n00,\"a\"b,1\n")]
    [InlineData("mask,value\n00,\"1\n2\"\n")]
    public void Marks_that_do_not_close_are_malformed(string text) =>
        Assert.Equal("table-malformed", Assert.Throws<InterplayException>(() => Read(text)).Name);

    private static AblationTable Read(string text) =>
        AblationTableCsv.Read(
            new StringReader(text),
            cancellationToken: TestContext.Current.CancellationToken
        );

    private static string Written(AblationTable table)
    {
        using var text = new StringWriter();
        AblationTableCsv.Write(table, text);
        return text.ToString();
    }
}
