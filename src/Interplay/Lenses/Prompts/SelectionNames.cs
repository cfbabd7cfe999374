using Interplay.Lenses.Prompts.Nodes;

namespace Interplay.Lenses.Prompts;

/// <summary>The words for targets and units.</summary>
internal static class SelectionNames
{
    /// <summary>What a pattern follows.</summary>
    public const string Regex = "regex";

    /// <summary>What the number of a message follows.</summary>
    public const string Message = "message";

    private static readonly (string Name, PromptTarget Target)[] Targets =
    [
        ("documents", PromptTarget.Documents),
        ("messages", PromptTarget.All),
        ("all", PromptTarget.All),
        ("system", PromptTarget.System),
        ("user", PromptTarget.User),
        ("assistant", PromptTarget.Assistant),
        ("examples", PromptTarget.Examples),
        ("tools", PromptTarget.Tools),
    ];

    private static readonly (string Name, PromptUnit Unit)[] Units =
    [
        ("fields", PromptUnit.Fields),
        ("paragraphs", PromptUnit.Paragraphs),
        ("sentences", PromptUnit.Sentences),
        ("lines", PromptUnit.Lines),
        ("words", PromptUnit.Words),
        ("tokens", PromptUnit.Tokens),
    ];

    /// <summary>All words, for complaints.</summary>
    public static string Known =>
        $"{string.Join(", ", Targets.Select(static t => t.Name))}, {Message}:N, each alone or with a colon and one of {string.Join(", ", Units.Select(static u => u.Name))}, {Regex}:PATTERN; a unit alone is of all messages";

    public static PromptTarget? TargetOf(ReadOnlySpan<char> name)
    {
        foreach ((string known, PromptTarget target) in Targets)
        {
            if (name.SequenceEqual(known))
            {
                return target;
            }
        }

        return null;
    }

    public static PromptUnit? UnitOf(ReadOnlySpan<char> name)
    {
        foreach ((string known, PromptUnit unit) in Units)
        {
            if (name.SequenceEqual(known))
            {
                return unit;
            }
        }

        return null;
    }

    public static string NameOf(PromptTarget target) =>
        target == PromptTarget.Message ? Message : Targets.First(t => t.Target == target).Name;

    public static string Write(PromptSelection selection)
    {
        string target =
            selection.Target == PromptTarget.Message
                ? $"{Message}:{selection.Message}"
                : NameOf(selection.Target);
        return selection.Unit switch
        {
            PromptUnit.Whole => target,
            PromptUnit.Pattern => $"{target}:{Regex}:{selection.Pattern}",
            PromptUnit unit => $"{target}:{Units.First(u => u.Unit == unit).Name}",
        };
    }
}
