using System.Globalization;
using System.Text.RegularExpressions;

namespace Interplay.Integration.Tests.Cli;

/// <summary>Small inputs of the tests.</summary>
internal static partial class Samples
{
    public const string Sentence = "The film is not good but the acting is not bad at all";

    /// <summary>A game of six parts with known terms: 1 - 2 chi{0} + 0.5 chi{1,2} + 0.25 chi{3,4,5}, and two held-out rows.</summary>
    public static string Game(string terms = "[[],1],[[0],-2],[[1,2],0.5],[[3,4,5],0.25]")
    {
        byte[] values = [.. BitConverter.GetBytes(-0.25), .. BitConverter.GetBytes(0.25)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {
              "name": "small", "n": 6, "kind": "fourier", "terms": [{{terms}}],
              "noise_sigma": 0, "noise_seed": 1, "noise_rel": 0,
              "test_rows": 2, "test_masks_b64": "{{Convert.ToBase64String([
                0x00,
                0x38,
            ])}}", "test_values_b64": "{{Convert.ToBase64String(values)}}",
              "top_fourier": [[[0],-2],[[1,2],0.5],[[3,4,5],0.25]], "std": 2.0767
            }
            """
        );
    }

    /// <summary>A game whose value overflows at three quarters of its masks: a model that fails half-way.</summary>
    public static string OverflowingGame() => Game("[[0],1e308],[[1],1e308],[[2],0.5]");

    /// <summary>A table of eight rows over three parts, all filled.</summary>
    public static string Table(string lastRow = "111,8,train") =>
        $"mask,value,split\n000,1,train\n100,2,train\n010,3,train\n110,4,train\n001,5,train\n101,6,train\n011,7,train\n{lastRow}\n";

    /// <summary>An explanation without what the clock wrote into it.</summary>
    public static string WithoutTimings(string json) => Timings().Replace(json, "");

    [GeneratedRegex("\"timings\": \\{[^}]*\\}", RegexOptions.NonBacktracking)]
    private static partial Regex Timings();
}
