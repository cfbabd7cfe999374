using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Tests.Interactions.Trust;

public sealed class CoefficientDeviationTests(ITestOutputHelper output)
{
    private const int Parts = 24;

    /// <summary>Over all masks the characters are exactly orthogonal, so the deviations are exact whatever the spectrum leaves out.</summary>
    [Fact]
    public void OverAllMasksDeviationsAreExact()
    {
        Spectrum truth = ExactFunctions.Random(8, 40, 4, 1);
        Spectrum found = Disturbed(truth.Truncate(25), new SeededRandom(2), 0.3, 0.3);
        MaskMatrix all = MaskMatrix.Create(256, 8, static (row, words) => words[0] = (ulong)row);
        IReadOnlyList<CoefficientDeviation> deviations = CoefficientDeviation.Measure(
            found,
            all,
            truth.Evaluate(all)
        );
        Assert.Equal(25, deviations.Count);
        Assert.All(
            deviations,
            deviation =>
                Assert.Equal(
                    truth[deviation.Term.Parts] - found[deviation.Term.Parts],
                    deviation.Deviation,
                    1e-12
                )
        );
    }

    /// <summary>On few masks they are off by as much as they say: the squared errors in units of the stated ones have mean 1.</summary>
    [Fact]
    public void OnFewMasksDeviationsAreOffByAsMuchAsTheySay()
    {
        double sum = 0;
        int count = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            Spectrum truth = ExactFunctions.Random(Parts, 60, 4, seed);
            Spectrum found = truth.Truncate(30);
            foreach (CoefficientDeviation deviation in Measured(truth, found, 300, seed))
            {
                double z = deviation.Deviation / deviation.StandardError;
                sum += z * z;
                count++;
            }
        }

        output.WriteLine($"mean square {sum / count:0.000} over {count} terms");
        Assert.InRange(sum / count, 0.9, 1.1);
    }

    /// <summary>
    /// Coefficients with normal errors of a known size. With honest standard errors nine intervals out of ten hold, whether the truth is
    /// estimated finely or as coarsely as the coefficients themselves; with halved or doubled ones the estimator says so.
    /// </summary>
    [Theory]
    [InlineData(1.0, 4000, 0.88, 0.92, 0.93, 1.07)]
    [InlineData(1.0, 250, 0.88, 0.92, 0.85, 1.15)]
    [InlineData(0.5, 4000, 0.55, 0.66, 1.85, 2.15)]
    [InlineData(2.0, 4000, 0.985, 1.0, 0.45, 0.55)]
    public void CoverageSeesWhetherStandardErrorsAreHonest(
        double stated,
        int masks,
        double leastShare,
        double mostShare,
        double leastRatio,
        double mostRatio
    )
    {
        const double error = 0.2;
        var deviations = new List<CoefficientDeviation>();
        for (ulong seed = 0; seed < 40; seed++)
        {
            Spectrum truth = ExactFunctions.Random(Parts, 60, 4, seed);
            Spectrum found = Disturbed(truth, new SeededRandom(seed, 7), error, stated * error);
            deviations.AddRange(Measured(truth, found, masks, seed));
        }

        var coverage = IntervalCoverage.Of(deviations);
        output.WriteLine(
            $"{coverage.Share:0.000} of {coverage.Terms} hold, ratio {coverage.ErrorRatio:0.00}"
        );
        Assert.InRange(coverage.Share!.Value, leastShare, mostShare);
        Assert.InRange(coverage.ErrorRatio!.Value, leastRatio, mostRatio);
    }

    [Fact]
    public void TermsWithoutAStandardErrorAreNotJudged()
    {
        Spectrum truth = ExactFunctions.Random(Parts, 10, 3, 5);
        var found = new Spectrum(
            Parts,
            truth.Terms.Select(static term => term with { StandardError = null })
        );
        var coverage = IntervalCoverage.Of(Measured(truth, found, 50, 1));
        Assert.Equal(0, coverage.Terms);
        Assert.Null(coverage.Share);
        Assert.Null(coverage.ErrorRatio);
    }

    private static IReadOnlyList<CoefficientDeviation> Measured(
        Spectrum truth,
        Spectrum found,
        int masks,
        ulong seed
    )
    {
        MaskMatrix fresh = UniformDesign.Draw(Parts, masks, new SeededRandom(seed, 9));
        return CoefficientDeviation.Measure(found, fresh, truth.Evaluate(fresh));
    }

    private static Spectrum Disturbed(
        Spectrum truth,
        SeededRandom random,
        double error,
        double stated
    ) =>
        new(
            truth.PartCount,
            truth.Terms.Select(term => new SpectrumTerm(
                term.Parts,
                term.Coefficient + error * random.NextGaussian(),
                stated
            ))
        );
}
