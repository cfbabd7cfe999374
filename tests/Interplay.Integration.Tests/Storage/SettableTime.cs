namespace Interplay.Integration.Tests.Storage;

/// <summary>A clock that stands still until it is told; its timestamps run on, so that waiting ends.</summary>
internal sealed class SettableTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 18, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
