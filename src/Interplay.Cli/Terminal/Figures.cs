using System.Globalization;

namespace Interplay.Cli.Terminal;

/// <summary>Numbers as people read them.</summary>
internal static class Figures
{
    /// <summary>One format for all numbers of a column, by its largest magnitude: at least three digits of that one.</summary>
    public static string FormatFor(double largest) =>
        largest switch
        {
            0 => "0.00",
            < 0.01 or >= 1e6 => "0.00e0",
            < 0.1 => "0.0000",
            < 1 => "0.000",
            < 100 => "0.00",
            _ => "0",
        };

    /// <summary>A number with its sign.</summary>
    public static string Signed(double value, string? format = null)
    {
        string size = Plain(Math.Abs(value), format);
        return value < 0 ? $"-{size}" : $"+{size}";
    }

    /// <summary>A magnitude.</summary>
    public static string Plain(double value, string? format = null) =>
        value.ToString(format ?? FormatFor(value), CultureInfo.InvariantCulture);

    /// <summary>A share in percent; shares that round to nothing say so.</summary>
    public static string Percent(double share) =>
        share is > 0 and < 0.0005
            ? "<0.1 %"
            : share.ToString(share < 0.1 ? "0.0 %" : "0 %", CultureInfo.InvariantCulture);

    /// <summary>How sure something is, never rounded up to certainty.</summary>
    public static string Sure(double probability) =>
        probability >= 0.995 ? ">99 %" : probability.ToString("0 %", CultureInfo.InvariantCulture);

    /// <summary>A probability with two decimals, never rounded up to certainty.</summary>
    public static string Probability(double probability) =>
        probability >= 0.995
            ? "more than 0.99"
            : probability.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>R2, never rounded up to perfection.</summary>
    public static string R2(double value) =>
        value is >= 0.9995 and < 1
            ? "0.9995+"
            : value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A duration.</summary>
    public static string Seconds(double seconds) =>
        seconds.ToString(seconds < 10 ? "0.00 s" : "0.0 s", CultureInfo.InvariantCulture);

    /// <summary>A horizontal bar of eighths of a character.</summary>
    public static string Bar(double share, int width)
    {
        int eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * width * 8);
        string bar = new('█', eighths / 8);
        return eighths % 8 == 0 ? bar : bar + "▏▎▍▌▋▊▉"[eighths % 8 - 1];
    }
}
