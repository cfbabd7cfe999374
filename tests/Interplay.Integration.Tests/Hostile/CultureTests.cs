using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Interplay.Integration.Tests.Cli;
using Interplay.Masks;

namespace Interplay.Integration.Tests.Hostile;

/// <summary>What is printed and saved is the same whatever the culture of whoever calls: a comma in a number is another number elsewhere.</summary>
public sealed partial class CultureTests
{
    [Fact]
    public async Task Reports_notes_and_errors_are_the_same_in_every_culture()
    {
        using var folder = new TempFolder();
        string noisy = Repository.Data("hostile", "conf.csv");
        string small = folder.With("small.csv", Table());
        string[][] commands =
        [
            ["recover", noisy, "--method", "proxyspex", "--top", "3", "--json", folder["e.json"]],
            ["recover", small, "--method", "walshbayes", "--lds"],
            ["recover", small, "--method", "blend", "--index", "SV"],
            ["recover", small, "--method", "proxyspex", "--rounds"],
            ["report", folder["e.json"], "--index", "SV"],
            ["explain", "text", "not a bad film", "--budget", "12", "--method", "proxyspex"],
            ["explain", "data", DataSamples.Train, "--target", "diagnosis", "--penalty", "-0.5"],
            ["explain", "data", .. DataSamples.Cancer, "--keep", "1.5"],
        ];
        foreach (string[] command in commands)
        {
            CliResult here = await CliRun.RunAsync(command);
            CliResult there = await Under(Commas(), () => CliRun.RunAsync(command));
            Assert.Equal(Timeless(here.Output), Timeless(there.Output));
            Assert.Equal(Timeless(here.Error), Timeless(there.Error));
        }
    }

    private static async Task<T> Under<T>(CultureInfo culture, Func<Task<T>> run)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return await run();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Commas before decimals, points between thousands, and signs of their own, as several cultures have them.</summary>
    private static CultureInfo Commas()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.PercentDecimalSeparator = ",";
        culture.NumberFormat.PercentGroupSeparator = ".";
        culture.NumberFormat.NaNSymbol = "keine Zahl";
        culture.NumberFormat.PositiveInfinitySymbol = "unendlich";
        return culture;
    }

    /// <summary>How long something took differs from run to run; a time with a comma stays and is found.</summary>
    private static string Timeless(string text) => Seconds().Replace(text, "T s");

    /// <summary>A few dozen masks of six parts, with noise and test rows.</summary>
    private static string Table()
    {
        var random = new SeededRandom(6);
        var text = new StringBuilder("mask,value,split\n");
        int[] order = random.Permutation(64);
        for (int i = 0; i < 48; i++)
        {
            double value = (order[i] & 1) * 1.25 + (order[i] >> 1 & 1) * (order[i] >> 2 & 1) * 0.75;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{Convert.ToString(order[i], 2).PadLeft(6, '0')},{value + 0.3 * random.NextGaussian():R},{(i < 36 ? "train" : "test")}\n"
            );
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\d+\.\d+ s\b", RegexOptions.NonBacktracking)]
    private static partial Regex Seconds();
}
