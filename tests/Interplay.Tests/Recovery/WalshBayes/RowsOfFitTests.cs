using Interplay.Recovery.WalshBayes;

namespace Interplay.Tests.Recovery.WalshBayes;

/// <summary>Hyper-parameters are never fitted on fewer rows than there are parts where there are enough: single effects would explain everything.</summary>
public sealed class RowsOfFitTests
{
    [Theory]
    [InlineData(2049, 1600)]
    [InlineData(4000, 2000)]
    [InlineData(12_000, 3000)]
    [InlineData(40_000, 200)]
    public void The_last_level_has_more_rows_than_there_are_parts(int rows, int parts)
    {
        IReadOnlyList<(int Rows, int Steps)> levels = new WalshBayesSettings().LevelsFor(
            rows,
            parts
        );
        Assert.True(levels[^1].Rows > parts);
        Assert.True(levels[^1].Rows >= 1536);
        Assert.True(WalshBayesSettings.RowsFor(parts, 1024) > parts);
        Assert.Equal(
            levels.Select(static level => level.Rows).Order(),
            levels.Select(static l => l.Rows)
        );
    }
}
