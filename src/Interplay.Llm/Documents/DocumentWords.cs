using System.Globalization;
using Interplay.Lenses;
using Interplay.Masks;

namespace Interplay.Llm.Documents;

/// <summary>Puts statements into words.</summary>
internal sealed class DocumentWords(IReadOnlyList<Part> parts, double scale)
{
    private const int LongestName = 60;

    public DocumentStatement State(
        DocumentRole role,
        PartSet documents,
        IReadOnlyList<PartSet> groups,
        double loss,
        double? error
    ) => new(role, documents, groups, loss, error, Sentence(role, documents, groups, loss));

    private string Sentence(
        DocumentRole role,
        PartSet documents,
        IReadOnlyList<PartSet> groups,
        double loss
    )
    {
        string and = List(documents, "and");
        string or = List(documents, "or");
        bool isOne = documents.Order == 1;
        string given = Change(loss);
        return role switch
        {
            DocumentRole.Carries => $"{and} alone carries it: without it {given}.",
            DocumentRole.Adds => $"{and} adds its share: without it {given}.",
            DocumentRole.Together =>
                $"Needs {and} together: without {(documents.Order == 2 ? "either" : "any")} of them {given}.",
            DocumentRole.Either =>
                $"Either {or} is enough: only without {(documents.Order == 2 ? "both" : "all of them")} {given}.",
            DocumentRole.Alternatives => $"{Alternatives(groups)}; without all of them {given}.",
            DocumentRole.Reinforce =>
                $"{and} reinforce each other: together they give more than the sum of what each does; without both {given}.",
            DocumentRole.Overlap =>
                $"{and} overlap: together they give less than the sum of what each does; without both {given}.",
            DocumentRole.Cancel =>
                $"{and} cancel out: with {(documents.Order == 2 ? "both" : "all of them")} it is much as with none, with only some of them it is not.",
            DocumentRole.Spare => $"{and} matters only where others are missing.",
            DocumentRole.Hurts when isOne => $"{and} hurts: without it {given}.",
            DocumentRole.Hurts => $"{and} hurt together: without them {given}.",
            DocumentRole.Unclear => $"Whether {and} matters is not clear from these ablations.",
            _ => $"{and} changes nothing.",
        };
    }

    /// <summary>Needed ones first, when every group holds them.</summary>
    private string Alternatives(IReadOnlyList<PartSet> groups)
    {
        int[] needed =
        [
            .. groups[0].Parts.ToArray().Where(part => groups.All(group => group.Contains(part))),
        ];
        string[] rest =
        [
            .. groups.Select(group =>
                List(
                    PartSet.Of([.. group.Parts.ToArray().Where(part => !needed.Contains(part))]),
                    "and"
                ) + (group.Order - needed.Length > 1 ? " together" : "")
            ),
        ];
        string choice = $"either {Joined(rest, "or")}";
        return needed.Length == 0
            ? $"Enough is {choice}"
            : $"Needs {List(PartSet.Of(needed), "and")}, and with {(needed.Length == 1 ? "it" : "them")} {choice}";
    }

    private string Change(double loss) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"the value {(loss < 0 ? "rises" : "falls")} by {Math.Abs(loss):G3}{(scale > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({Math.Round(100 * Math.Abs(loss) / scale):F0} %)") : "")}"
        );

    private string List(PartSet documents, string last) =>
        Joined([.. documents.Parts.ToArray().Select(part => Name(parts[part].Text))], last);

    private static string Joined(string[] names, string last) =>
        names.Length switch
        {
            0 => "nothing",
            1 => names[0],
            2 => $"{names[0]} {last} {names[1]}",
            _ => $"{string.Join(", ", names[..^1])} {last} {names[^1]}",
        };

    /// <summary>One line, not too long, nothing that steers a terminal.</summary>
    private static string Name(string text)
    {
        string line = string.Join(
            ' ',
            new string([.. text.Select(static c => char.IsControl(c) ? ' ' : c)]).Split(
                ' ',
                StringSplitOptions.RemoveEmptyEntries
            )
        );
        return line.Length <= LongestName ? line
            : char.IsHighSurrogate(line[LongestName - 2]) ? $"{line.AsSpan(0, LongestName - 2)}…"
            : $"{line.AsSpan(0, LongestName - 1)}…";
    }
}
