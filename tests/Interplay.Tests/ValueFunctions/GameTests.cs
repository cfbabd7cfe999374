using System.Text;
using Interplay.ValueFunctions.Games;

namespace Interplay.Tests.ValueFunctions;

public sealed class GameTests
{
    [Theory]
    [InlineData("fourier_n64_s25_z0.json")]
    [InlineData("mobius_n20_s25_z0.json")]
    [InlineData("game_bike12_0.json")]
    [InlineData("sk_breast_rf.json")]
    [InlineData("hiertanh_n32_z0.json")]
    public void TheHeldOutRowsAreReproduced(string name)
    {
        Game game = Load(name);
        double spread = game.TestValues.Max() - game.TestValues.Min();
        for (int row = 0; row < game.TestMasks.RowCount; row++)
        {
            Assert.Equal(game.TestValues[row], game.Value(game.TestMasks.Row(row)), 1e-9 * spread);
        }
    }

    [Fact]
    public void TheNoiseHasTheStatedDeviation()
    {
        Game game = Load("fourier_n64_s25_z10.json");
        double[] noise =
        [
            .. Enumerable
                .Range(0, game.TestMasks.RowCount)
                .Select(row => game.Value(game.TestMasks.Row(row)) - game.TestValues[row]),
        ];
        double deviation = Math.Sqrt(noise.Average(value => value * value)) / game.NoiseDeviation;
        Assert.InRange(deviation, 0.9, 1.1);
    }

    [Theory]
    [InlineData("{", "Expected depth")]
    [InlineData("""{"n": 0, "kind": "fourier"}""", "'n' must be")]
    [InlineData("""{"n": 4, "kind": "magic"}""", "found 'magic'")]
    [InlineData(
        """{"n": 4, "kind": "table", "test_rows": 0, "test_masks_b64": "", "test_values_b64": "", "values_file": "../secret"}""",
        "bare file name"
    )]
    [InlineData(
        """{"n": 4, "kind": "fourier", "test_rows": 3, "test_masks_b64": "", "test_values_b64": ""}""",
        "3 test masks"
    )]
    [InlineData(
        """{"n": 4, "kind": "fourier", "test_rows": 0, "test_masks_b64": "", "test_values_b64": "", "terms": [[[7], 1]]}""",
        "found [7]"
    )]
    public void BadGamesAreNamedErrors(string json, string quoted)
    {
        var error = Assert.Throws<InterplayException>(() =>
            GameReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))
        );
        Assert.Equal("game-malformed", error.Name);
        Assert.Contains(quoted, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATreeWhoseNodesPointBackwardsIsRefused()
    {
        const string json = """
            {"n": 2, "kind": "trees", "name": "loop", "test_rows": 0, "test_masks_b64": "", "test_values_b64": "", "top_fourier": [],
             "trees": {"offset": 0, "trees": [[[0, 1, -1], [1, 0, 0], [2, 2, 0], [0, 0, 1]]]}}
            """;
        var error = Assert.Throws<InterplayException>(() =>
            GameReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))
        );
        Assert.Contains("Node 1", error.Message, StringComparison.Ordinal);
    }

    private static Game Load(string name)
    {
        string path = Repository.Data("games", name);
        using FileStream json = File.OpenRead(path);
        return GameReader.Read(
            json,
            values => File.OpenRead(Path.Combine(Path.GetDirectoryName(path)!, values))
        );
    }
}
