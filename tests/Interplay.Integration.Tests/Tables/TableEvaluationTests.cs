using Interplay.Masks;
using Interplay.Tables;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Integration.Tests.Tables;

public sealed class TableEvaluationTests
{
    private static readonly MaskMatrix Masks = MaskMatrix.Create(
        4,
        2,
        static (row, words) => words[0] = (ulong)row
    );

    [Fact]
    public async Task Rows_that_have_values_are_not_asked_for_again()
    {
        var asked = new List<ulong>();
        AblationTable? saved = null;
        var evaluation = new TableEvaluation(
            new AblationTable(
                Masks,
                ["value"],
                new TableSplit[4],
                [7, 0, 0, 9],
                [true, false, false, true]
            ),
            Function(asked),
            table => Task.FromResult(saved = table)
        );
        TableEvaluationCount count = await evaluation.RunAsync(
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(new TableEvaluationCount(4, 2, 2), count);
        Assert.Equal([1UL, 2UL], asked);
        Assert.Same(saved, evaluation.Table);
        Assert.Equal(
            [7.0, 1.0, 2.0, 9.0],
            Enumerable.Range(0, 4).Select(row => saved!.ValuesOf(row)[0])
        );
    }

    [Fact]
    public async Task A_function_that_fails_leaves_what_it_gave_in_the_table()
    {
        AblationTable? saved = null;
        var evaluation = new TableEvaluation(
            new AblationTable(Masks, ["value"], new TableSplit[4], new double[4], new bool[4]),
            Function([], failsAt: 2),
            table => Task.FromResult(saved = table)
        );
        await Assert.ThrowsAsync<ValueFunctionFailedException>(() =>
            evaluation.RunAsync(cancellationToken: TestContext.Current.CancellationToken)
        );
        Assert.Equal(3, saved!.FilledCount);
        Assert.False(saved.IsFilled(2));
    }

    [Fact]
    public async Task Values_of_other_outputs_are_not_mixed_in()
    {
        var evaluation = new TableEvaluation(
            new AblationTable(
                Masks,
                ["other"],
                new TableSplit[4],
                new double[4],
                [true, true, true, true]
            ),
            Function([]),
            static _ => Task.CompletedTask
        );
        InterplayException exception = await Assert.ThrowsAsync<InterplayException>(() =>
            evaluation.RunAsync(cancellationToken: TestContext.Current.CancellationToken)
        );
        Assert.Equal("outputs-mismatch", exception.Name);
    }

    /// <summary>The number that the mask is; not a number at one of them.</summary>
    private static DelegateValueFunction Function(List<ulong> asked, ulong? failsAt = null) =>
        new(
            2,
            mask =>
            {
                asked.Add(mask.Words[0]);
                return mask.Words[0] == failsAt ? double.NaN : mask.Words[0];
            }
        );
}
