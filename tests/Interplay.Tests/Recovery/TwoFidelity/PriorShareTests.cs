using Interplay.Masks;
using Interplay.Recovery.TwoFidelity;

namespace Interplay.Tests.Recovery.TwoFidelity;

public sealed class PriorShareTests
{
    private const int Rows = 500;

    private readonly SeededRandom _random = new(12);

    [Fact]
    public void AMuchBetterRecoveryTakesNearlyAll()
    {
        double[] plain = Numbers(1);
        PriorShare share = PriorShare.Of(plain, Numbers(0.1));
        Assert.InRange(share.Share, 0.9, 1);
        Assert.InRange(share.Gain, 0.9, 1);
    }

    [Fact]
    public void AWorseOneThatAddsNothingTakesNothing()
    {
        double[] plain = Numbers(1);
        double[] worse = [.. plain.Zip(Numbers(1), static (error, noise) => error + noise)];
        Assert.Equal(0, PriorShare.Of(plain, worse).Share);
    }

    [Fact]
    public void EquallyGoodIndependentErrorsAreAveraged()
    {
        PriorShare share = PriorShare.Of(Numbers(1), Numbers(1));
        Assert.Equal(0.5, share.Share, 0.1);
        Assert.Equal(0.5, share.Gain, 0.1);
    }

    [Fact]
    public void WhatCannotBeToldApartIsLeftOut()
    {
        double[] plain = Numbers(1);
        Assert.Equal(0, PriorShare.Of(plain, plain).Share);
        double[] nearly = [.. plain.Zip(Numbers(0.01), static (error, noise) => error + noise)];
        Assert.Equal(0, PriorShare.Of(plain, nearly).Share);
    }

    private double[] Numbers(double deviation) =>
        [.. Enumerable.Range(0, Rows).Select(_ => deviation * _random.NextGaussian())];
}
