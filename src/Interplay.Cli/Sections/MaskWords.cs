using System.Globalization;

namespace Interplay.Cli.Sections;

/// <summary>Which combinations were asked, in words.</summary>
internal static class MaskWords
{
    /// <summary>"each part kept with probability 0.9".</summary>
    public static string Kept(double share) =>
        $"each part kept with probability {share.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>How combinations came about: "each part was kept or taken away".</summary>
    public static string Were(double share) =>
        share == 0.5
            ? "each part was kept or taken away"
            : $"each part was kept with probability {share.ToString(CultureInfo.InvariantCulture)} or taken away";

    /// <summary>What the average is over: "over halves of them".</summary>
    public static string Averages(double share) =>
        share == 0.5 ? "over halves of them" : $"with {Kept(share)}";
}
