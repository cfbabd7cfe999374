using System.Reflection;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Interplay.Tests.Architecture;

/// <summary>The rooms of the engine depend one way (docs/adr/0002): each may use itself and the rooms named before it, never a later one.</summary>
public sealed class RoomTests
{
    private static readonly string[] Rooms =
    [
        "Masks",
        "Lenses",
        "ValueFunctions",
        "Interactions",
        "Recovery",
        "Reports",
        "Runs",
    ];

    /// <summary>Types at the door that every room may use.</summary>
    private static readonly string[] Everywhere =
    [
        nameof(InterplayException),
        nameof(ErrorKind),
        nameof(Fingerprint),
        nameof(Telemetry),
        nameof(Interplay.Engine),
        nameof(WholeFile),
        nameof(HarmlessText),
    ];

    private static readonly ArchUnitNET.Domain.Architecture Engine = new ArchLoader()
        .LoadAssembly(typeof(InterplayException).Assembly)
        .Build();

    [Fact]
    public void RoomsDependOneWay()
    {
        string[] wrong =
        [
            .. Engine
                .Types.Where(type => RoomOf(type) >= 0)
                .SelectMany(type =>
                    type.Dependencies.Where(dependency => RoomOf(dependency.Target) > RoomOf(type))
                        .Select(dependency => $"{type.FullName} uses {dependency.Target.FullName}")
                )
                .Distinct(),
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void RoomsUseOnlyErrorsAndTelemetryOfTheDoor()
    {
        string[] wrong =
        [
            .. Engine
                .Types.Where(type => RoomOf(type) >= 0)
                .SelectMany(type =>
                    type.Dependencies.Select(static use => use.Target)
                        .Where(static target => target.Namespace?.FullName == "Interplay")
                        .Where(target => !Everywhere.Contains(target.Name))
                        .Select(target => $"{type.FullName} uses {target.FullName}")
                )
                .Distinct(),
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void EveryTypeLivesInARoomOrAtTheDoor()
    {
        string[] lost =
        [
            .. typeof(InterplayException)
                .Assembly.GetTypes()
                .Where(type =>
                    type.Namespace is { } name
                    && name != "Interplay"
                    && Array.IndexOf(Rooms, RoomName(name)) < 0
                )
                .Where(type => type.Namespace!.StartsWith("Interplay", StringComparison.Ordinal))
                .Select(type => type.FullName!),
        ];
        Assert.Empty(lost);
    }

    [Fact]
    public void NothingHasAnEmptyName()
    {
        string[] banned =
        [
            "Core",
            "Common",
            "Utils",
            "Util",
            "Helper",
            "Helpers",
            "Manager",
            "Service",
        ];
        Assert.DoesNotContain(
            typeof(InterplayException).Assembly.GetTypes(),
            type => banned.Any(word => type.Name.EndsWith(word, StringComparison.Ordinal))
        );
    }

    [Fact]
    public void TheEngineUsesNoPackageButTensors()
    {
        AssemblyName[] references = typeof(InterplayException).Assembly.GetReferencedAssemblies();
        Assert.DoesNotContain(
            references,
            reference =>
                reference.Name is { } name
                && !name.StartsWith("System.", StringComparison.Ordinal)
                && name is not ("System" or "netstandard" or "mscorlib")
        );
    }

    private static int RoomOf(IType type) =>
        Array.IndexOf(Rooms, RoomName(type.Namespace?.FullName ?? ""));

    private static string RoomName(string name) =>
        name.StartsWith("Interplay.", StringComparison.Ordinal)
            ? name["Interplay.".Length..].Split('.')[0]
            : "";
}
