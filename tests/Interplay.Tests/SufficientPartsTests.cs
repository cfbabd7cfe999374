using Interplay.Masks;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Tests;

/// <summary>What the whole input's answer needs, found by asking.</summary>
public sealed class SufficientPartsTests
{
    [Fact]
    public async Task A_conjunction_of_any_size_is_found_with_few_masks()
    {
        ulong seed = (ulong)System.Diagnostics.Stopwatch.GetTimestamp();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new SeededRandom(seed);
        for (int size = 1; size <= 16; size += 3)
        {
            int[] needed = [.. random.Permutation(20)[..size].Order()];
            (FunctionRequest request, Explanation explanation) = await ExplainedAsync(on =>
                needed.All(part => on[part]) ? 4 : -6
            );
            SufficientParts? found = await SufficientParts.FindAsync(
                request,
                explanation,
                200,
                TestContext.Current.CancellationToken
            );
            Assert.True(found is not null, $"seed {seed}, {size} parts: nothing");
            Assert.Equal(needed, found.Parts.Parts.ToArray());
            Assert.Equal((4.0, 4.0, -6.0), (found.Whole, found.Alone, found.WithoutOne));
            Assert.InRange(found.Asked, size + 3, 3 * 20);
        }
    }

    [Fact]
    public async Task Of_two_ways_one_is_found_and_none_of_its_parts_can_be_spared()
    {
        (FunctionRequest request, Explanation explanation) = await ExplainedAsync(static on =>
            (on[1] && on[2]) || (on[5] && on[6] && on[7]) ? 1 : 0
        );
        SufficientParts found = (
            await SufficientParts.FindAsync(
                request,
                explanation,
                200,
                TestContext.Current.CancellationToken
            )
        )!;
        Assert.Contains(found.Parts, (PartSet[])[PartSet.Of(1, 2), PartSet.Of(5, 6, 7)]);
    }

    [Fact]
    public async Task Where_nothing_is_needed_or_too_much_would_be_asked_there_is_no_answer()
    {
        (FunctionRequest request, Explanation explanation) = await ExplainedAsync(static on =>
            on[3] != on[4] ? 1 : 0
        );
        Assert.Null(
            await SufficientParts.FindAsync(
                request,
                explanation,
                200,
                TestContext.Current.CancellationToken
            )
        );
        (request, explanation) = await ExplainedAsync(static on => on.KeptCount > 9 ? 1 : 0);
        Assert.Null(
            await SufficientParts.FindAsync(
                request,
                explanation,
                12,
                TestContext.Current.CancellationToken
            )
        );
    }

    private static async Task<(FunctionRequest Request, Explanation Explanation)> ExplainedAsync(
        Func<Mask, double> score
    )
    {
        var request = new FunctionRequest
        {
            Function = new DelegateValueFunction(20, score, "needs"),
            Options = new ExplainOptions { Budget = 60, HeldOut = 0 },
            Journal = new MemoryJournal(),
        };
        RunResult result = await Explainer.ExplainAsync(
            request,
            cancellationToken: TestContext.Current.CancellationToken
        );
        return (request, result.Explanation);
    }
}
