using Interplay.Masks;
using Interplay.Recovery.Codes;

namespace Interplay.Tests.Recovery.Codes;

public sealed class GaloisFieldTests
{
    public static TheoryData<int> Sizes => [.. Enumerable.Range(2, 15)];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void PowersOfThePrimitiveElementRunThroughTheWholeField(int bits)
    {
        var field = new GaloisField(bits);
        Assert.Equal(
            field.Order,
            Enumerable.Range(0, field.Order).Select(field.Power).Distinct().Count()
        );
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TheFieldAxiomsHold(int bits)
    {
        var field = new GaloisField(bits);
        var random = new SeededRandom(5);
        for (int trial = 0; trial < 200; trial++)
        {
            int a = random.NextInt(field.Order + 1);
            int b = random.NextInt(field.Order + 1);
            int c = 1 + random.NextInt(field.Order);
            Assert.Equal(field.Multiply(a, c) ^ field.Multiply(b, c), field.Multiply(a ^ b, c));
            Assert.Equal(
                field.Multiply(field.Multiply(a, b), c),
                field.Multiply(a, field.Multiply(b, c))
            );
            Assert.Equal(a, field.Multiply(field.Divide(a, c), c));
            Assert.Equal(field.Multiply(a, a), field.Square(a));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void QuadraticsAreSolvedExactlyWhereTheyCanBe(int bits)
    {
        var field = new GaloisField(bits);
        int solvable = 0;
        for (int c = 0; c <= field.Order; c++)
        {
            int y = field.SolveQuadratic(c);
            if (y >= 0)
            {
                solvable++;
                Assert.Equal(c, field.Square(y) ^ y);
            }
        }

        Assert.Equal((field.Order + 1) / 2, solvable);
    }
}
