namespace Interplay.Storage.Stored;

/// <summary>Time as journals keep it: whole microseconds, since 1970-01-01 UTC where it is a date.</summary>
internal static class Moment
{
    // A damaged number must not keep the rest from being read.
    private static readonly long LastDate = Of(DateTimeOffset.MaxValue);
    private static readonly long LongestDuration = Of(TimeSpan.MaxValue);

    /// <summary>Microseconds of a date.</summary>
    public static long Of(DateTimeOffset time) =>
        (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Microseconds of a duration.</summary>
    public static long Of(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The date that was kept.</summary>
    public static DateTimeOffset Date(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(
            Math.Clamp(microseconds, 0, LastDate) * TimeSpan.TicksPerMicrosecond
        );

    /// <summary>The duration that was kept.</summary>
    public static TimeSpan Duration(long microseconds) =>
        TimeSpan.FromTicks(
            Math.Clamp(microseconds, 0, LongestDuration) * TimeSpan.TicksPerMicrosecond
        );
}
