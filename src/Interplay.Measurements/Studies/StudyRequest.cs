namespace Interplay.Measurements.Studies;

/// <summary>What is measured: every case at every setting with every method.</summary>
public sealed record StudyRequest
{
    /// <summary>Tables or games.</summary>
    public required StudyKind Kind { get; init; }

    /// <summary>Alphas or budgets, ascending.</summary>
    public required IReadOnlyList<double> Settings { get; init; }

    /// <summary>Names of the methods; the first is the one that the others are compared with.</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Seed of the methods.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Most terms of a spectrum that is scored, the constant not counted.</summary>
    public required int MaxTerms { get; init; }

    /// <summary>Which engine measures: figures of another one are not reused.</summary>
    public string Engine { get; init; } = Version;

    /// <summary>Version and build of the engine that runs; a changed engine is another build even under the same version.</summary>
    public static string Version { get; } =
        $"{Interplay.Engine.Version}+{typeof(Interplay.Engine).Assembly.ManifestModule.ModuleVersionId.ToString("N")[..8]}";
}
