using Interplay.Interactions;
using Interplay.Lenses.Text;
using Interplay.Masks;
using Interplay.Models;
using Interplay.Onnx.Text;
using Interplay.Recovery.Catalogue;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Onnx;

/// <summary>The shipped model, asked for all 2,048 ablations of an eleven-word sentence, against what each method finds from a quarter of them.</summary>
public sealed class GroundTruthTests
{
    private const string Sentence = "The film is not good but the acting is not bad";

    [Theory]
    [InlineData("spex")]
    [InlineData("proxyspex")]
    [InlineData("walshbayes")]
    [InlineData("auto")]
    public async Task AQuarterOfTheMasksFindsTheStrongestInteractions(string method)
    {
        using TextClassifier classifier = TextClassifier.Load(ShippedModels.SentimentSmall);
        var lens = TextLens.Create(
            Sentence,
            new TextLensOptions { Ablation = TextAblation.MaskToken }
        );
        var function = new TextClassifierValueFunction(classifier, lens);
        var journal = new MemoryJournal();
        Explanation exact = await Explain("exact", 2048);
        Explanation found = await Explain(method, 512);
        Assert.Equal(2048, journal.Count);

        PartSet[] truth = Strongest(exact);
        PartSet[] mine = Strongest(found);
        Spectrum complete = exact.Outputs[0].Spectrum;
        Spectrum sparse = found.Outputs[0].Spectrum;
        Assert.InRange(mine.Intersect(truth).Count(), 8, 10);
        Assert.All(mine, set => Assert.Equal(Math.Sign(complete[set]), Math.Sign(sparse[set])));

        // Faithfulness on every mask there is, and what the held-out ones said of it.
        double left = complete
            .Terms.Where(term => term.Parts.Order > 0)
            .Sum(term => Math.Pow(term.Coefficient - sparse[term.Parts], 2));
        double r2 = 1 - left / complete.Variance;
        Assert.InRange(r2, 0.98, 1);
        Interval measured = found.Outputs[0].Trust.HeldOutR2!.Value;
        Assert.InRange(r2, measured.Estimate - 0.02, measured.Estimate + 0.02);

        async Task<Explanation> Explain(string name, int budget) =>
            (
                await Explainer.ExplainAsync(
                    new FunctionRequest
                    {
                        Function = function,
                        Options = new ExplainOptions
                        {
                            Method = RecoveryMethods.Named(name),
                            Budget = budget,
                        },
                        Subject = new TextSubject { Parts = lens.Parts, Text = Sentence },
                        Journal = journal,
                    },
                    cancellationToken: TestContext.Current.CancellationToken
                )
            ).Explanation;
    }

    private static PartSet[] Strongest(Explanation explanation) =>
        [
            .. explanation
                .Outputs[0]
                .Spectrum.OfOrder(2, int.MaxValue)
                .TopTerms(int.MaxValue)
                .Where(term => term.Parts.Order >= 2)
                .Take(10)
                .Select(term => term.Parts),
        ];
}
