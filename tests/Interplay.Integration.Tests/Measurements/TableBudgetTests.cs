using Interplay.Measurements.Cases;

namespace Interplay.Integration.Tests.Measurements;

/// <summary>B = round(alpha n log2 n), as the table of <c>tests/data/tables/README.md</c> has it.</summary>
public sealed class TableBudgetTests
{
    [Theory]
    [InlineData(0.25, 30, 37)]
    [InlineData(0.5, 30, 74)]
    [InlineData(4, 30, 589)]
    [InlineData(0.25, 31, 38)]
    [InlineData(0.5, 31, 77)]
    [InlineData(2, 31, 307)]
    [InlineData(0.25, 49, 69)]
    [InlineData(0.5, 56, 163)]
    [InlineData(1, 100, 664)]
    [InlineData(2, 104, 1394)]
    [InlineData(0.25, 127, 222)]
    [InlineData(4, 127, 3550)]
    [InlineData(0.25, 128, 224)]
    public void Budgets_are_those_of_the_tables(double alpha, int parts, int budget) =>
        Assert.Equal(budget, TableCase.Budget(alpha, parts));

    [Fact]
    public void Every_row_of_the_tables_agrees()
    {
        string page = Repository.Data("tables", "README.md");
        int rows = 0;
        foreach (string line in File.ReadLines(page))
        {
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            int parts =
                cells.Length > 10 ? cells[1].LastIndexOf("_n", StringComparison.Ordinal) : -1;
            if (parts > 0)
            {
                rows++;
                Assert.Equal(
                    int.Parse(cells[3]),
                    TableCase.Budget(double.Parse(cells[2]), int.Parse(cells[1][(parts + 2)..]))
                );
            }
        }

        Assert.True(rows > 60, $"Only {rows} rows were found.");
    }
}
