namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>How far numbers are from those that were expected, and the largest such distance of a test.</summary>
internal sealed class Closeness(string what, double tolerance)
{
    private double _largest;
    private int _compared;

    /// <summary>The largest difference, as a share of the largest expected number if that is above 1.</summary>
    public static double Difference<T>(IReadOnlyList<double> expected, IReadOnlyList<T> found)
        where T : IConvertible
    {
        Assert.Equal(expected.Count, found.Count);
        double scale = Math.Max(1, expected.Max(Math.Abs));
        return expected.Zip(found, (x, y) => Math.Abs(x - y.ToDouble(null)) / scale).Max();
    }

    /// <summary>Fails beyond the tolerance.</summary>
    public void Check(IReadOnlyList<double> expected, IReadOnlyList<float> found, string of)
    {
        double difference = Difference(expected, found);
        Assert.True(
            difference <= tolerance,
            $"{what}, {of}: {difference:g3} apart, at most {tolerance:g1} allowed; expected {string.Join(' ', expected.Take(6))}, found {string.Join(' ', found.Take(6))}"
        );
        _largest = Math.Max(_largest, difference);
        _compared++;
    }

    /// <summary>Fails beyond the tolerance.</summary>
    public void Check(float[] expected, float[] found, string of) =>
        Check(Array.ConvertAll(expected, static value => (double)value), found, of);

    /// <summary>Says how close it was; fails if nothing was compared.</summary>
    public void Report()
    {
        Assert.True(_compared > 0, $"{what}: nothing was compared");
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{what}: {_compared} compared, at most {_largest:g3} apart"
        );
    }
}
