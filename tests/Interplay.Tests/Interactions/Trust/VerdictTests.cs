using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;

namespace Interplay.Tests.Interactions.Trust;

public sealed class VerdictTests
{
    private static Verdict Of(int terms, int learnedFrom, Interval? heldOut, Interval? cv = null) =>
        Verdict.Decide(
            ExactFunctions.Random(20, terms, 3, 1),
            learnedFrom,
            heldOut is null
                ? null
                : new Faithfulness
                {
                    R2 = heldOut,
                    Nmse = 0.1,
                    Count = 100,
                },
            cv
        );

    [Fact]
    public void AHighLowEndIsEnough()
    {
        Verdict verdict = Of(30, 500, new Interval(0.95, 0.91, 0.97));
        Assert.Equal(VerdictKind.Enough, verdict.Kind);
        Assert.Null(verdict.MoreAblations);
        Assert.Contains("0.95", verdict.Sentence, StringComparison.Ordinal);
        Assert.Contains("100 held-out masks", verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void HeldOutMasksWeighMoreThanCrossValidation()
    {
        var good = new Interval(0.95, 0.93, 0.97);
        var poor = new Interval(0.7, 0.6, 0.78);
        Assert.Equal(VerdictKind.TopUp, Of(100, 500, poor, good).Kind);
        Assert.Equal(VerdictKind.Enough, Of(100, 500, good, poor).Kind);
        Assert.Equal(VerdictKind.Enough, Of(100, 500, null, good).Kind);
    }

    [Fact]
    public void NothingMeasuredNothingClaimed() =>
        Assert.Equal(VerdictKind.Unmeasured, Of(30, 500, null).Kind);

    /// <summary>(1 - 0.8)/0.1 = 2 and 2^1.5 = 2.83: 1.83 times 1000 more.</summary>
    [Fact]
    public void ATopUpFollowsTheMeasuredLaw()
    {
        Verdict verdict = Of(100, 1000, new Interval(0.8, 0.75, 0.85));
        Assert.Equal(VerdictKind.TopUp, verdict.Kind);
        Assert.Equal(1800, verdict.MoreAblations);
        Assert.Contains("about 1800 ablations", verdict.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void AWideIntervalAsksForHeldOutMasks()
    {
        Verdict verdict = Of(100, 1000, new Interval(0.95, 0.8, 0.9875));
        Assert.Equal(VerdictKind.TopUp, verdict.Kind);
        // Half widths log 4 and log 2: four times the masks.
        Assert.Equal(300, verdict.MoreAblations);
        Assert.Contains("held-out", verdict.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 500, 0.2)]
    [InlineData(3, 100, -0.4)]
    [InlineData(8, 1000, 0.7)]
    public void WhatMoreAblationsWillNotCureIsNotSparse(int terms, int learnedFrom, double r2)
    {
        Verdict verdict = Of(terms, learnedFrom, new Interval(r2, r2 - 0.06, r2 + 0.05));
        Assert.Equal(VerdictKind.NotSparse, verdict.Kind);
        Assert.StartsWith(
            "This function is not sparse",
            verdict.Sentence,
            StringComparison.Ordinal
        );
    }

    /// <summary>A low estimate from too few masks to be sure is no ground to give up.</summary>
    [Fact]
    public void AWideIntervalIsNoProofOfDensity()
    {
        Verdict verdict = Of(100, 500, new Interval(0.1, -0.7, 0.7));
        Assert.Equal(VerdictKind.TopUp, verdict.Kind);
        Assert.Equal(7500, verdict.MoreAblations);
    }

    [Fact]
    public void AnEmptySpectrumHasAVerdict()
    {
        var empty = new Spectrum(5, []);
        var score = new Faithfulness
        {
            R2 = new Interval(-0.02, -0.1, 0.001),
            Nmse = 1,
            Count = 40,
        };
        Assert.Equal(VerdictKind.NotSparse, Verdict.Decide(empty, 200, score, null).Kind);
    }

    [Fact]
    public void TheBlockCarriesItsEvidence()
    {
        Spectrum f = ExactFunctions.Random(10, 12, 3, 2);
        IReadOnlyList<Interaction> top = InteractionValues
            .Compute(f, InteractionIndex.FBII, 3)
            .Top(4);
        var score = new Faithfulness
        {
            R2 = new Interval(0.96, 0.94, 0.98),
            Nmse = 0.03,
            Count = 64,
        };
        TrustBlock trust = TrustBlock.Assess(f, 300, score, new Interval(0.9, 0.8, 0.95), top);
        Assert.Equal(score.R2, trust.HeldOutR2);
        Assert.Equal(64, trust.HeldOutCount);
        Assert.Equal(0.9, trust.CrossValidatedR2!.Value.Estimate);
        Assert.Equal(top.Select(v => v.Parts), trust.SignStability.Select(s => s.Parts));
        Assert.All(trust.SignStability, s => Assert.InRange(s.Probability!.Value, 0.5, 1));
        Assert.Equal(VerdictKind.Enough, trust.Verdict.Kind);
    }
}
