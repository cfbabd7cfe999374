using Interplay.Masks;
using Interplay.Recovery.Exact;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Tests.ValueFunctions;

/// <summary>A readout is applied after the journal: it changes what is explained, never what is asked or kept.</summary>
public sealed class ReadoutTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly DelegateValueFunction Tokens = new(
        3,
        ["first", "second"],
        (mask, _) => ValueTask.FromResult<double[]>([mask[0] ? 1 : 0, mask[1] && mask[2] ? 4 : 0]),
        "tokens"
    );

    [Fact]
    public async Task TheSumIsExplainedAndTheTokensAreKept()
    {
        var journal = new MemoryJournal();
        ExplainOptions options = new()
        {
            Method = new ExactMethod(),
            HeldOut = 0,
            Budget = 8,
        };
        var request = new FunctionRequest
        {
            Function = Tokens,
            Options = options,
            Journal = journal,
        };
        RunResult summed = await Explainer.ExplainAsync(
            request with
            {
                Options = options with { Readout = new Sum() },
            },
            cancellationToken: Token
        );
        Interplay.Reports.Explanation sum = summed.Explanation;
        RunResult read = await Explainer.ExplainAsync(request, cancellationToken: Token);
        Interplay.Reports.Explanation tokens = read.Explanation;
        Assert.Equal((8, 0), (summed.Evaluated, read.Evaluated));
        Assert.Equal(8, journal.Count);
        Assert.Equal("sum", Assert.Single(sum.Outputs).Name);
        Assert.Equal(["first", "second"], tokens.Outputs.Select(output => output.Name));
        Assert.Equal("sum-of-tokens", sum.Readout?.Name);
        Assert.Equal(5, sum.Outputs[0].Spectrum.Evaluate(Mask.Full(3).Words), 12);
        Assert.Contains(sum.Notes, note => note.Contains("4 of 8 ablations are censored"));
    }

    [Fact]
    public async Task ANumberThatIsNotFiniteIsAnErrorThatNamesTheMask()
    {
        var error = await Assert.ThrowsAsync<InterplayException>(() =>
            Explainer.ExplainAsync(
                new FunctionRequest
                {
                    Function = Tokens,
                    Options = new ExplainOptions
                    {
                        Method = new ExactMethod(),
                        HeldOut = 0,
                        Budget = 8,
                        Readout = new Sum { Offset = double.PositiveInfinity },
                    },
                },
                cancellationToken: Token
            )
        );
        Assert.Equal("readout-not-finite", error.Name);
        Assert.Contains("000", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The sum; censored where the first part is missing.</summary>
    private sealed class Sum : IReadout
    {
        public double Offset { get; init; }

        public string Name => "sum-of-tokens";

        public IReadOnlyList<string> Outputs { get; } = ["sum"];

        public bool Read(ReadOnlySpan<double> values, Span<double> outputs)
        {
            outputs[0] = values[0] + values[1] + Offset;
            return values[0] > 0;
        }
    }
}
