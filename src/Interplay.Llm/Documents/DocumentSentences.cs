using Interplay.Interactions;
using Interplay.Lenses;
using Interplay.Masks;

namespace Interplay.Llm.Documents;

/// <summary>
/// What documents do for a value, in words, read from the recovered function f itself. With s = max(|f(all) - f(none)|, 2 standard deviations over uniform masks):
/// <list type="number">
/// <item>Two documents are linked when their mixed difference (in root mean square over uniform masks, with all documents, or with none) is at least s/5 and twice its standard error. Linked documents
/// make groups; between groups effects only add.</item>
/// <item>A document in no group changes nothing below s/10, is unclear within two standard errors, carries the value from three quarters of s, hurts where removing
/// it raises the value, is a spare where it matters only with others missing, and otherwise adds its share.</item>
/// <item>In a group, with all other documents kept, every subset is evaluated. Where each gives at least two thirds or at most one third of what the group gives, it
/// is a rule, and the smallest sets that give most say which: one set of several documents is "needs 2 and 7 together"; single documents are "either 2 or 5 is
/// enough"; anything else is listed. A group that gives nothing in the end but moves on the way cancels out; one that loses hurts.</item>
/// <item>Any other group is read pair by pair with the rest kept, from the losses when one, the other and both are removed: either alone loses two thirds of both - needed
/// together; neither alone loses a third - either is enough; otherwise they reinforce each other, or overlap.</item>
/// </list>
/// Pure: equal functions give equal sentences.
/// </summary>
public static class DocumentSentences
{
    private const double Carrying = 0.75;
    private const double Little = 1.0 / 3;
    private const double Most = 2.0 / 3;
    private const double Significant = 2;

    /// <summary>Describes the documents, what matters most first, then what hurts, is unclear, or changes nothing.</summary>
    /// <param name="spectrum">The recovered function; higher values are better (a log-probability, a similarity, a match).</param>
    /// <param name="parts">The documents, one a part of the function, named by their texts.</param>
    /// <exception cref="ArgumentException">Another number of documents than parts of the function.</exception>
    public static IReadOnlyList<DocumentStatement> Describe(
        Spectrum spectrum,
        IReadOnlyList<Part> parts
    )
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfNotEqual(parts.Count, spectrum.PartCount, nameof(parts));
        var function = new DocumentFunction(spectrum);
        var words = new DocumentWords(parts, function.Scale);
        var statements = new List<DocumentStatement>();
        foreach (int[] group in function.Groups())
        {
            statements.AddRange(
                group.Length == 1 ? [Single(function, group[0], words)]
                : group.Length <= DocumentGroup.MostDocuments ? Group(function, group, words)
                : Pairs(function, group, words)
            );
        }

        return
        [
            .. statements
                .OrderBy(static statement => Rank(statement.Role))
                .ThenByDescending(static statement => Math.Abs(statement.Loss))
                .ThenBy(static statement => statement.Documents),
        ];
    }

    private static int Rank(DocumentRole role) =>
        role switch
        {
            DocumentRole.Hurts => 1,
            DocumentRole.Unclear => 2,
            DocumentRole.Nothing => 3,
            _ => 0,
        };

    private static DocumentStatement Single(
        DocumentFunction function,
        int document,
        DocumentWords words
    )
    {
        PartSet alone = PartSet.Of(document);
        (double loss, double? error) = function.Loss(alone);
        (bool isLarge, bool isSure) = function.Difference(alone);
        DocumentRole role =
            !isLarge ? DocumentRole.Nothing
            : !isSure || IsWithinError(loss, error, function) ? DocumentRole.Unclear
            : Math.Abs(loss) < function.Threshold ? DocumentRole.Spare
            : loss < 0 ? DocumentRole.Hurts
            : loss >= Carrying * function.Scale ? DocumentRole.Carries
            : DocumentRole.Adds;
        return words.State(role, alone, [], loss, error);
    }

    /// <summary>A loss that is worth a word but not sure of its sign.</summary>
    private static bool IsWithinError(double loss, double? error, DocumentFunction function) =>
        Math.Abs(loss) >= function.Threshold && Math.Abs(loss) < Significant * (error ?? 0);

    private static List<DocumentStatement> Group(
        DocumentFunction function,
        int[] documents,
        DocumentWords words
    )
    {
        var group = new DocumentGroup(function, documents);
        PartSet all = PartSet.Of(documents);
        (double loss, double? error) = function.Loss(all);
        if (Math.Abs(group.Gain) < Little * group.Spread)
        {
            return [words.State(DocumentRole.Cancel, all, [], loss, error)];
        }

        if (!group.IsRule())
        {
            return Pairs(function, documents, words);
        }

        if (group.Gain < 0)
        {
            return [words.State(DocumentRole.Hurts, all, [], loss, error)];
        }

        IReadOnlyList<PartSet> enough = group.Enough();
        DocumentRole role =
            enough.Count == 1 && enough[0].Order == 1
                ? (loss >= Carrying * function.Scale ? DocumentRole.Carries : DocumentRole.Adds)
            : enough.Count == 1 ? DocumentRole.Together
            : enough.All(static set => set.Order == 1) ? DocumentRole.Either
            : DocumentRole.Alternatives;
        PartSet named = PartSet.Of([
            .. enough.SelectMany(static set => set.Parts.ToArray()).Distinct(),
        ]);
        (loss, error) = function.Loss(named);
        // Documents that are linked to the group and decide nothing in it are still accounted for.
        IEnumerable<DocumentStatement> rest = documents
            .Where(document => !named.Contains(document))
            .Select(document => Single(function, document, words));
        return
        [
            words.State(role, named, role == DocumentRole.Alternatives ? enough : [], loss, error),
            .. rest,
        ];
    }

    /// <summary>Every linked pair, and the documents that are left, each by itself.</summary>
    private static List<DocumentStatement> Pairs(
        DocumentFunction function,
        int[] documents,
        DocumentWords words
    )
    {
        var statements = new List<DocumentStatement>();
        var named = new HashSet<int>();
        for (int a = 0; a < documents.Length; a++)
        {
            for (int b = a + 1; b < documents.Length; b++)
            {
                PartSet pair = PartSet.Of(documents[a], documents[b]);
                (bool isLarge, bool isSure) = function.Difference(pair);
                if (isLarge && isSure && Pair(function, pair, words) is { } statement)
                {
                    statements.Add(statement);
                    named.UnionWith(pair.Parts.ToArray());
                }
            }
        }

        statements.AddRange(
            documents
                .Where(document => !named.Contains(document))
                .Select(document => Single(function, document, words))
        );
        return statements;
    }

    /// <summary>With all others kept; null where the pair does nothing there.</summary>
    private static DocumentStatement? Pair(
        DocumentFunction function,
        PartSet pair,
        DocumentWords words
    )
    {
        double first = function.Loss(PartSet.Of(pair.Parts[0])).Loss;
        double second = function.Loss(PartSet.Of(pair.Parts[1])).Loss;
        (double both, double? error) = function.Loss(pair);
        double least = Math.Min(first, second);
        double most = Math.Max(first, second);
        if (Math.Max(Math.Abs(both), Math.Max(most, -least)) < function.Threshold)
        {
            return null;
        }

        DocumentRole role =
            Math.Abs(both) < Little * Math.Max(most, -least) ? DocumentRole.Cancel
            : both < 0 ? DocumentRole.Hurts
            : least >= Most * both ? DocumentRole.Together
            : most <= Little * both ? DocumentRole.Either
            : first + second > both ? DocumentRole.Reinforce
            : DocumentRole.Overlap;
        return words.State(role, pair, [], both, error);
    }
}
