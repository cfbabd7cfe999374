namespace Interplay.Interactions.Indices;

/// <summary>The names by which the field, the command line and files know the indices.</summary>
public static class InteractionIndexNames
{
    private static readonly InteractionIndex[] Indices = Enum.GetValues<InteractionIndex>();

    /// <summary>The name of every index, in the order of <see cref="InteractionIndex"/>.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Indices.Select(ToName)];

    /// <summary>The name as the field (and shapiq) spells it: <c>k-SII</c>, <c>Co-Moebius</c>.</summary>
    public static string ToName(this InteractionIndex index) =>
        index switch
        {
            InteractionIndex.KSII => "k-SII",
            InteractionIndex.CoMoebius => "Co-Moebius",
            _ => index.ToString(),
        };

    /// <summary>
    /// Whether the index weighs small or large sets of kept parts as much as halves, or more: masks that keep half of many parts say little of it.
    /// </summary>
    public static bool WeighsAllSizes(this InteractionIndex index) =>
        index
            is InteractionIndex.SV
                or InteractionIndex.SII
                or InteractionIndex.KSII
                or InteractionIndex.STII
                or InteractionIndex.FSII
                or InteractionIndex.CHII
                or InteractionIndex.Moebius
                or InteractionIndex.CoMoebius;

    /// <summary>Finds an index by its name; upper and lower case and hyphens do not matter.</summary>
    /// <exception cref="InterplayException">No index has this name (<c>unknown-index</c>).</exception>
    public static InteractionIndex Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string plain = Plain(name);
        foreach (InteractionIndex index in Indices)
        {
            if (Plain(index.ToName()).Equals(plain, StringComparison.OrdinalIgnoreCase))
            {
                return index;
            }
        }

        throw new InterplayException(
            ErrorKind.Request,
            "unknown-index",
            $"No interaction index is called '{name}'. Known are {string.Join(", ", All)}."
        );

        static string Plain(string text) => text.Replace("-", "", StringComparison.Ordinal);
    }
}
