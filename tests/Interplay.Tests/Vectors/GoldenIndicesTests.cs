using System.Text.Json;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Tests.Interactions;

namespace Interplay.Tests.Vectors;

/// <summary>Every index against shapiq's ExactComputer, empty set and baseline included.</summary>
public sealed class GoldenIndicesTests
{
    [Fact]
    public void EveryCaseMatches()
    {
        string path = Repository.Data("golden", "indices.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        int cases = 0;
        foreach (JsonElement golden in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            CheckCase(golden);
            cases++;
        }

        Assert.Equal(72, cases);
    }

    private static void CheckCase(JsonElement golden)
    {
        double[] table =
        [
            .. golden.GetProperty("table").EnumerateArray().Select(x => x.GetDouble()),
        ];
        string name = golden.GetProperty("index").GetString()!;
        int order = golden.GetProperty("order").GetInt32();
        Spectrum spectrum = ExactFunctions.ToSpectrum(table);
        InteractionValues values = InteractionValues.Compute(
            spectrum,
            InteractionIndexNames.Parse(name),
            order
        );
        Assert.Equal(name, values.Index.ToName());
        // shapiq solves FSII as a regression with the ends weighted by 1e7 instead of as constraints: its values are off by up to 2e-9.
        double tolerance = name == "FSII" ? 5e-9 : 1e-9;
        Assert.Equal(golden.GetProperty("baseline").GetDouble(), values.Baseline, tolerance);
        int listed = 0;
        foreach (JsonProperty value in golden.GetProperty("values").EnumerateObject())
        {
            PartSet parts = PartSet.Of([
                .. value
                    .Name.Split(',', StringSplitOptions.RemoveEmptyEntries)
                    .Select(part => int.Parse(part)),
            ]);
            Assert.True(
                Math.Abs(value.Value.GetDouble() - values[parts]) <= tolerance,
                $"{name} {order} n={spectrum.PartCount} {parts}: {value.Value} against {values[parts]}"
            );
            listed++;
        }

        Assert.All(
            values.Interactions.Where(v => Math.Abs(v.Strength) > 1e-9),
            v => Assert.True(v.Parts.Order <= order)
        );
        Assert.True(values.Interactions.Count <= listed);
    }
}
