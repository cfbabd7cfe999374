using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.ValueFunctions;

namespace Interplay.Tests.ValueFunctions;

public sealed class AblationEvaluatorTests
{
    [Fact]
    public async Task NoMaskIsAskedForTwice()
    {
        int calls = 0;
        var function = new DelegateValueFunction(6, mask => ++calls + (0 * mask.KeptCount));
        MaskMatrix once = UniformDesign.Draw(6, 20, new SeededRandom(1));
        var journal = new MemoryJournal();
        Ablations doubled = await new AblationEvaluator(
            function,
            journal,
            batchSize: 7
        ).EvaluateAsync(
            once.Concat(once),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Ablations again = await new AblationEvaluator(function, journal).EvaluateAsync(
            once,
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(20, calls);
        Assert.Equal((20, 20), (doubled.Evaluated, doubled.Reused));
        Assert.Equal(doubled.Values[..20].ToArray(), doubled.Values[20..].ToArray());
        Assert.Equal(0, again.Evaluated);
        Assert.Equal(doubled.Values[..20].ToArray(), again.Values.ToArray());
    }

    [Theory]
    [InlineData(true, "value-function-failed")]
    [InlineData(false, "value-not-finite")]
    public async Task AFailureAtTheHundredthMaskLosesNothing(bool throws, string name)
    {
        int calls = 0;
        bool broken = true;
        var function = new DelegateValueFunction(
            20,
            mask =>
            {
                calls++;
                if (broken && calls == 100)
                {
                    return throws
                        ? throw new InvalidOperationException("the endpoint hung up")
                        : double.NaN;
                }

                return mask.KeptCount;
            }
        );
        MaskMatrix masks = UniformDesign.Draw(20, 150, new SeededRandom(1));
        var journal = new MemoryJournal();
        var evaluator = new AblationEvaluator(function, journal, batchSize: 150);
        var error = await Assert.ThrowsAsync<ValueFunctionFailedException>(() =>
            evaluator.EvaluateAsync(masks, cancellationToken: TestContext.Current.CancellationToken)
        );
        Assert.Equal(name, error.Name);
        Assert.Equal(masks.GetMask(99), error.Mask);
        Assert.Contains(masks.GetMask(99).ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(throws ? 99 : 149, error.Completed.Masks.RowCount);
        Assert.Equal(throws ? 99 : 149, journal.Count);

        broken = false;
        Ablations resumed = await evaluator.EvaluateAsync(
            masks,
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(throws ? 51 : 1, resumed.Evaluated);
        Assert.Equal(
            Enumerable.Range(0, 150).Select(row => (double)masks.GetMask(row).KeptCount),
            resumed.Values.ToArray()
        );
    }

    [Fact]
    public async Task SeveralOutputsStayInOrder()
    {
        var function = new DelegateValueFunction(
            5,
            ["kept", "dropped"],
            (mask, _) => ValueTask.FromResult<double[]>([mask.KeptCount, 5 - mask.KeptCount])
        );
        MaskMatrix masks = UniformDesign.Draw(5, 32, new SeededRandom(1));
        Ablations ablations = await new AblationEvaluator(function, batchSize: 5).EvaluateAsync(
            masks,
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.All(
            Enumerable.Range(0, 32),
            row => Assert.Equal(5, ablations.OfOutput(0)[row] + ablations.OfOutput(1)[row])
        );
        Assert.Equal(masks.GetMask(3).KeptCount, ablations.OfOutput(0)[3]);
    }
}
