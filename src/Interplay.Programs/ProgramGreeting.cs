namespace Interplay.Programs;

/// <summary>What a program says of itself before it is asked anything.</summary>
/// <param name="Outputs">Names of the numbers that each mask gives.</param>
/// <param name="MostMasks">How many masks it takes in one request.</param>
/// <param name="Identity">What it calls itself, such as the version of its model; empty for nothing.</param>
internal sealed record ProgramGreeting(
    IReadOnlyList<string> Outputs,
    int MostMasks = 1,
    string Identity = ""
)
{
    /// <summary>Whether another copy promises the same.</summary>
    public bool Agrees(ProgramGreeting other) =>
        Identity == other.Identity && Outputs.SequenceEqual(other.Outputs, StringComparer.Ordinal);

    /// <summary>The promise in words.</summary>
    public override string ToString() =>
        $"{string.Join(", ", Outputs)}{(Identity.Length > 0 ? $" of '{Identity}'" : "")}";
}
