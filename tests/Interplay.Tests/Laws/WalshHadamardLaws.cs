using System.Numerics;
using CsCheck;
using Interplay.Masks;
using Interplay.Recovery.Transforms;

namespace Interplay.Tests.Laws;

public sealed class WalshHadamardLaws
{
    private static readonly Gen<double[]> Vectors = Gen.Int[0, 9]
        .SelectMany(bits => Gen.Double[-10, 10].Array[1 << bits]);

    [Fact]
    public void ItIsTheSumOverAllCharacters() =>
        Vectors.Sample(x => Assert.True(Close(Naive(x), Fast(x))));

    [Fact]
    public void TwiceIsTheLengthTimesTheIdentity() =>
        Vectors.Sample(x =>
            Assert.True(Close([.. x.Select(value => value * x.Length)], Fast(Fast(x))))
        );

    [Fact]
    public void EnergyGrowsByTheLength() =>
        Vectors.Sample(x =>
        {
            double energy = x.Sum(value => value * value) * x.Length;
            Assert.Equal(energy, Fast(x).Sum(value => value * value), 1e-9 * (1 + energy));
        });

    [Fact]
    public void ItIsLinear() =>
        Vectors.Sample(x =>
        {
            double[] y = [.. x.Reverse().Select(value => value * value)];
            double[] sum = Fast([.. x.Zip(y, (a, b) => 2 * a - 3 * b)]);
            Assert.True(Close([.. Fast(x).Zip(Fast(y), (a, b) => 2 * a - 3 * b)], sum));
        });

    [Fact]
    public void AShiftOfTheMasksFlipsSigns() =>
        Vectors.Sample(x =>
        {
            int shift = 0x155 & (x.Length - 1);
            double[] moved = Fast([.. Enumerable.Range(0, x.Length).Select(m => x[m ^ shift])]);
            double[] plain = Fast(x);
            for (int k = 0; k < x.Length; k++)
            {
                double sign = BitOperations.PopCount((uint)(k & shift)) % 2 == 0 ? 1 : -1;
                Assert.Equal(sign * plain[k], moved[k], 1e-9 * (1 + Math.Abs(plain[k])) * x.Length);
            }
        });

    [Theory]
    [InlineData(1 << 17, 1)]
    [InlineData(1 << 12, 40)]
    [InlineData(1 << 5, 7)]
    public void BlocksAndCoresDoNotChangeABit(int rows, int width)
    {
        var random = new SeededRandom(3);
        var data = new double[rows * width];
        foreach (ref double value in data.AsSpan())
        {
            value = random.NextGaussian();
        }

        double[] expected = [.. data];
        for (int half = 1; half < rows; half *= 2)
        {
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; (row & half) == 0 && column < width; column++)
                {
                    ref double a = ref expected[row * width + column];
                    ref double b = ref expected[(row + half) * width + column];
                    (a, b) = (a + b, a - b);
                }
            }
        }

        WalshHadamard.Transform(data, width);
        Assert.True(data.AsSpan().SequenceEqual(expected));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(0, 1)]
    [InlineData(10, 4)]
    public void OtherLengthsAreRefused(int length, int width) =>
        Assert.Throws<ArgumentException>(() => WalshHadamard.Transform(new double[length], width));

    private static double[] Fast(double[] x)
    {
        double[] copy = [.. x];
        WalshHadamard.Transform(copy);
        return copy;
    }

    private static double[] Naive(double[] x) =>
        [
            .. Enumerable
                .Range(0, x.Length)
                .Select(k =>
                    x.Select(
                            (value, l) =>
                                BitOperations.PopCount((uint)(k & l)) % 2 == 0 ? value : -value
                        )
                        .Sum()
                ),
        ];

    private static bool Close(double[] a, double[] b) =>
        a.Zip(b, (x, y) => Math.Abs(x - y) <= 1e-9 * a.Length * (1 + Math.Abs(x))).All(ok => ok);
}
