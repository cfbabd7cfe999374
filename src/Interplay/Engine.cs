using System.Reflection;

namespace Interplay;

/// <summary>What the engine calls itself.</summary>
public static class Engine
{
    /// <summary>Version of the engine, as it stands in manifests.</summary>
    public static string Version { get; } =
        typeof(Engine)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";

    /// <summary>
    /// Name of the activity source and of the meter that runs report to: activities <c>interplay.explain</c>, <c>interplay.plan</c>,
    /// <c>interplay.evaluate</c> and <c>interplay.recover</c>; metrics <c>interplay.ablations</c>, <c>interplay.calls</c>, <c>interplay.tokens</c> and
    /// <c>interplay.step.duration</c>.
    /// </summary>
    public const string TelemetryName = "Interplay";
}
