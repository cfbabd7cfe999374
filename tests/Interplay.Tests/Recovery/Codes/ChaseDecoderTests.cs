using Interplay.Masks;
using Interplay.Recovery.Codes;

namespace Interplay.Tests.Recovery.Codes;

public sealed class ChaseDecoderTests
{
    private readonly BchCode _code = BchCode.For(64, 5);

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 2)]
    [InlineData(5, 0)]
    public void HardDecodingCorrectsWhatTheOrderLeaves(int order, int flipped)
    {
        var random = new SeededRandom(31);
        for (int trial = 0; trial < 50; trial++)
        {
            int[] set = [.. BchCodeTests.Distinct(random, 64, order).Order()];
            double[] values = Signs(set, trial % 2 == 0 ? 0.7 : -0.7);
            foreach (int at in BchCodeTests.Distinct(random, _code.ParityLength, flipped))
            {
                values[at + 1] = -values[at + 1];
            }

            Assert.Contains(set, Decode(values, 0));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void InversionsUndoWrongSignsAmongTheWeakest(bool zeroDelayToo)
    {
        var random = new SeededRandom(37);
        for (int trial = 0; trial < 50; trial++)
        {
            int[] set = [.. BchCodeTests.Distinct(random, 64, 5).Order()];
            double[] values = Signs(set, 1);
            int[] wrong =
            [
                .. BchCodeTests.Distinct(random, _code.ParityLength, 5).Select(q => q + 1),
            ];
            if (zeroDelayToo)
            {
                wrong[0] = 0;
            }

            foreach (int at in wrong)
            {
                values[at] *= -0.1;
            }

            Assert.DoesNotContain(set, Decode(values, 2));
            Assert.Contains(set, Decode(values, 5));
        }
    }

    private double[] Signs(int[] set, double coefficient)
    {
        var parity = new ulong[_code.ParityWords];
        _code.AddParity(set, parity);
        var values = new double[_code.ParityLength + 1];
        values[0] = coefficient;
        for (int q = 0; q < _code.ParityLength; q++)
        {
            values[q + 1] = (parity[q >> 6] >> (q & 63) & 1) == 0 ? coefficient : -coefficient;
        }

        return values;
    }

    private List<int[]> Decode(double[] values, int inversions)
    {
        var found = new List<int[]>();
        new ChaseDecoder(_code).Decode(values, inversions, message => found.Add(message.ToArray()));
        return found;
    }
}
