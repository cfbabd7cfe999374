using Interplay.Interactions;
using Interplay.Lenses;
using Interplay.Llm.Documents;
using Interplay.Masks;
using Interplay.Recovery.Exact;

namespace Interplay.Integration.Tests.Llm.Documents;

public sealed class ProbabilitiesTests
{
    /// <summary>Log-odds of a real answer: both documents +3.6, the first only -5.6, the second only -3.2, neither -7.6.</summary>
    private static readonly double[] Conjunction = [-7.57, -5.63, -3.19, 3.59];

    [Fact]
    public void Probabilities_are_those_of_the_log_odds()
    {
        Spectrum probability = Probabilities.Of(SpectrumOf(Conjunction));
        for (int mask = 0; mask < 4; mask++)
        {
            Assert.Equal(
                1 / (1 + Math.Exp(-Conjunction[mask])),
                probability.Evaluate([(ulong)mask]),
                12
            );
        }
    }

    [Fact]
    public void An_answer_that_falls_without_either_needs_both()
    {
        Part[] parts = [new(0, "[1]"), new(1, "[2]")];
        DocumentStatement said = Assert.Single(
            DocumentSentences.Describe(Probabilities.Of(SpectrumOf(Conjunction)), parts)
        );
        Assert.Equal(DocumentRole.Together, said.Role);
        Assert.Contains("Needs [1] and [2] together", said.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_parts_stay_log_odds()
    {
        var many = new Spectrum(Probabilities.MostParts + 1, []);
        Assert.Same(many, Probabilities.Of(many));
    }

    private static Spectrum SpectrumOf(double[] values)
    {
        var exact = new ExactMethod();
        MaskPlan plan = exact.Plan(new PlanRequest { PartCount = 2, Budget = 4 });
        double[] ordered =
        [
            .. Enumerable.Range(0, 4).Select(row => values[(int)plan.Masks.Row(row)[0]]),
        ];
        return exact.Recover(plan, ordered).Outputs[0].Spectrum;
    }
}
