using Interplay.ValueFunctions;

namespace Interplay.Tests.ValueFunctions;

public sealed class MeanReadoutTests
{
    [Fact]
    public void The_mean_of_all()
    {
        var outputs = new double[1];
        MeanReadout readout = MeanReadout.OfAll("loss", 4);
        Assert.True(readout.Read([1, 2, 3, 6], outputs));
        Assert.Equal([3], outputs);
        Assert.Equal(["loss"], readout.Outputs);
    }

    /// <summary>Groups take turns, so that one may have an output more than another.</summary>
    [Fact]
    public void The_means_of_groups()
    {
        MeanReadout readout = MeanReadout.OfGroups("group", 5, 2);
        var outputs = new double[2];
        readout.Read([1, 10, 2, 20, 6], outputs);
        Assert.Equal([3, 15], outputs);
        Assert.Equal(["group 1", "group 2"], readout.Outputs);
        Assert.NotEqual(readout.Name, MeanReadout.OfGroups("group", 5, 3).Name);
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanReadout.OfGroups("group", 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => readout.Read([1, 2], outputs));
    }
}
