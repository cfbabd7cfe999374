using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Tests.ValueFunctions;

/// <summary>Values that cannot be: never kept, and where a journal has them, named and asked for again.</summary>
public sealed class FaultyValueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_value_that_cannot_be_is_refused_before_it_is_kept(bool isFinite)
    {
        MaskMatrix masks = UniformDesign.Draw(12, 40, new SeededRandom(3));
        var journal = new MemoryJournal();
        var function = new Probabilities(12)
        {
            Bad = masks.GetMask(17),
            Wrong = isFinite ? 0.5 : double.NaN,
        };
        ValueFunctionFailedException error = await Assert.ThrowsAsync<ValueFunctionFailedException>(
            () =>
                new AblationEvaluator(function, journal, 8).EvaluateAsync(
                    masks,
                    cancellationToken: Token
                )
        );
        Assert.Equal(isFinite ? "value-impossible" : "value-not-finite", error.Name);
        Assert.Contains(masks.GetMask(17).ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(23, journal.Count);
        // The model is mended: what was kept is good, and only the rest is asked.
        var mended = new Probabilities(12);
        Ablations all = await new AblationEvaluator(mended, journal, 8).EvaluateAsync(
            masks,
            cancellationToken: Token
        );
        Assert.Equal(17, all.Evaluated);
    }

    /// <summary>A journal with bad rows at random places gives the run that one without them gives, and names one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Bad_rows_of_a_journal_are_named_and_asked_again(ulong seed)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new SeededRandom(seed);
        var request = new FunctionRequest
        {
            Function = new Probabilities(8),
            Options = new ExplainOptions { Budget = 256, HeldOut = 0 },
            Journal = new MemoryJournal(),
        };
        RunResult good = await Explainer.ExplainAsync(request, cancellationToken: Token);
        int bad = 1 + random.NextInt(40);
        MaskMatrix masks = MaskIndex.Over(UniformDesign.Draw(8, bad, random)).ToMatrix();
        await request.Journal.AppendAsync(
            request.Function.Fingerprint,
            masks,
            Enumerable.Repeat(0.25, masks.RowCount).ToArray(),
            cancellationToken: Token
        );
        RunResult again = await Explainer.ExplainAsync(request, cancellationToken: Token);
        Assert.Equal(masks.RowCount, again.Evaluated);
        Assert.Equal(
            good.Explanation.Outputs[0].Spectrum.Terms,
            again.Explanation.Outputs[0].Spectrum.Terms
        );
        string note = Assert.Single(
            again.Explanation.Notes,
            static note => note.Contains("asked for again", StringComparison.Ordinal)
        );
        Assert.Contains($"{masks.RowCount} ablations", note, StringComparison.Ordinal);
        Assert.Contains("p is above zero", note, StringComparison.Ordinal);
        Assert.DoesNotContain(
            good.Explanation.Notes,
            static note => note.Contains("asked for again", StringComparison.Ordinal)
        );
    }

    /// <summary>Logarithms of probabilities.</summary>
    private sealed class Probabilities(int partCount) : IValueFunction
    {
        public Mask? Bad { get; init; }
        public double Wrong { get; init; }
        public int PartCount => partCount;
        public IReadOnlyList<string> Outputs { get; } = ["p"];
        public string Fingerprint => "probabilities";

        public string? Fault(ReadOnlySpan<double> values) =>
            values[0] > 0 ? "p is above zero" : null;

        public ValueTask EvaluateAsync(
            MaskMatrix masks,
            Memory<double> values,
            CancellationToken cancellationToken = default
        )
        {
            for (int row = 0; row < masks.RowCount; row++)
            {
                values.Span[row] =
                    masks.GetMask(row) == Bad ? Wrong : -1.0 / (1 + masks.GetMask(row).KeptCount);
            }

            return ValueTask.CompletedTask;
        }
    }
}
