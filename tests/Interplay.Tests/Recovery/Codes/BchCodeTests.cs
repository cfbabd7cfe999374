using Interplay.Masks;
using Interplay.Recovery.Codes;

namespace Interplay.Tests.Recovery.Codes;

public sealed class BchCodeTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(20, 5)]
    [InlineData(64, 5)]
    [InlineData(128, 3)]
    [InlineData(1000, 5)]
    [InlineData(10_000, 5)]
    [InlineData(300, 8)]
    public void UpToTErrorsAreFoundWhereverTheyAre(int length, int tolerance)
    {
        BchCode code = BchCode.For(length, tolerance);
        var decoder = new BchDecoder(code);
        var random = new SeededRandom(17);
        var found = new int[tolerance];
        for (int trial = 0; trial < 100; trial++)
        {
            int count = trial % (Math.Min(tolerance, code.Length) + 1);
            int[] errors = [.. Distinct(random, code.Length, count).Order()];
            ushort[] syndromes = Syndromes(code, errors);
            Assert.Equal(count, decoder.Locate(syndromes, found));
            Assert.Equal(errors, found.Take(count).Order());
        }
    }

    [Fact]
    public void MoreErrorsNeverGiveAWordThatIsNotACodeword()
    {
        BchCode code = BchCode.For(64, 5);
        var decoder = new BchDecoder(code);
        var random = new SeededRandom(23);
        var found = new int[5];
        int refused = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            ushort[] syndromes = Syndromes(code, Distinct(random, code.Length, 6 + trial % 5));
            int count = decoder.Locate(syndromes, found);
            if (count < 0)
            {
                refused++;
                continue;
            }

            Assert.Equal(syndromes, Syndromes(code, found.AsSpan(0, count)));
        }

        Assert.InRange(refused, 1500, 2000);
    }

    [Fact]
    public void CodewordsHaveNoSyndrome()
    {
        BchCode code = BchCode.For(100, 4);
        var random = new SeededRandom(29);
        for (int trial = 0; trial < 50; trial++)
        {
            int[] message = Distinct(random, 100, trial);
            Assert.All(Syndromes(code, Codeword(code, message)), s => Assert.Equal(0, s));
        }
    }

    [Theory]
    [InlineData(64, 5, 35)]
    [InlineData(128, 5, 40)]
    [InlineData(256, 5, 45)]
    [InlineData(512, 5, 50)]
    [InlineData(1000, 5, 55)]
    public void ParityLengthsAreThoseOfThePaper(int parts, int tolerance, int parity) =>
        Assert.Equal(parity, BchCode.For(parts, tolerance).ParityLength);

    [Fact]
    public void TooManyMessageBitsAreRefused() =>
        Assert.Equal(
            "code-too-long",
            Assert.Throws<InterplayException>(() => BchCode.For(65_536, 5)).Name
        );

    internal static int[] Codeword(BchCode code, int[] message)
    {
        var parity = new ulong[code.ParityWords];
        code.AddParity(message, parity);
        return
        [
            .. message.Select(code.ExponentOfMessage),
            .. Enumerable
                .Range(0, code.ParityLength)
                .Where(q => (parity[q >> 6] >> (q & 63) & 1) != 0)
                .Select(code.ExponentOfParity),
        ];
    }

    internal static ushort[] Syndromes(BchCode code, ReadOnlySpan<int> exponents)
    {
        var syndromes = new ushort[code.Tolerance];
        foreach (int exponent in exponents)
        {
            for (int i = 0; i < syndromes.Length; i++)
            {
                syndromes[i] ^= code.SyndromesOf(exponent)[i];
            }
        }

        return syndromes;
    }

    internal static int[] Distinct(SeededRandom random, int from, int count) =>
        random.Permutation(from)[..count];
}
