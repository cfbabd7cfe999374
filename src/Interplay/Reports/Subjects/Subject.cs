using Interplay.Lenses;

namespace Interplay.Reports.Subjects;

/// <summary>What was explained: the parts, and what is known of the thing they are parts of. Reports choose by its type.</summary>
public abstract record Subject
{
    private const int LongestName = 1000;

    /// <summary>The parts in order; their count is the part count of every spectrum.</summary>
    public required IReadOnlyList<Part> Parts { get; init; }

    /// <summary>The text that the spans of the parts point into; null for other inputs or when it is not to be stored.</summary>
    public string? Text { get; init; }

    /// <summary>What one part is, in the words it was asked for, such as <c>words</c> or <c>documents,system:sentences</c>; null where that was not said.</summary>
    public string? Cut { get; init; }

    /// <summary>The subject of which no more is known than its parts: components of a model if all have a place in one, parts of a text if there is one.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="text">The text that their spans point into; null for none.</param>
    public static Subject Of(IReadOnlyList<Part> parts, string? text = null) =>
        parts.All(static part => part.Place is not null)
            ? new ModelSubject { Parts = parts, Text = text }
        : text is not null ? new TextSubject { Parts = parts, Text = text }
        : new FunctionSubject { Parts = parts };

    /// <summary>Parts that have no names of their own: <c>part 0</c> and so on.</summary>
    /// <param name="count">How many.</param>
    public static IReadOnlyList<Part> Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(static part => new Part(part, $"part {part}"))];

    /// <summary>Parts with names: the columns of a table, the switches of a program.</summary>
    /// <param name="names">The names, two or more, each once and of 1 to 1,000 characters.</param>
    /// <exception cref="InterplayException"><c>too-few-parts</c> or <c>names-malformed</c>.</exception>
    public static IReadOnlyList<Part> Named(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count < 2)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "too-few-parts",
                $"Interactions need at least 2 parts; found {names.Count} name{(names.Count == 1 ? "" : "s")}."
            );
        }

        var known = new HashSet<string>(StringComparer.Ordinal);
        for (int part = 0; part < names.Count; part++)
        {
            string name = names[part];
            string? wrong =
                string.IsNullOrWhiteSpace(name) ? "has none"
                : name.Length > LongestName ? $"has a name of {name.Length} characters"
                : !known.Add(name) ? $"has the name '{name}' of another"
                : null;
            if (wrong is not null)
            {
                throw new InterplayException(
                    ErrorKind.Request,
                    "names-malformed",
                    $"Each part needs a name of its own, of at most {LongestName} characters; part {part} {wrong}."
                );
            }
        }

        return [.. names.Select(static (name, part) => new Part(part, name))];
    }
}
