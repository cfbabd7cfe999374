using Interplay.Lenses.Prompts.Nodes;

namespace Interplay.Lenses.Prompts;

/// <summary>Numbers the leaves of the trees in the order of the prompt.</summary>
internal static class PartNumbers
{
    /// <summary>Numbers leaves anew. Those that carry a number of their own are one part with others that carry the same.</summary>
    /// <remarks>A leaf comes with part -1 when it is a part by itself and with any other number below that when it shares one.</remarks>
    public static PromptText[] Assign(PromptText[] texts)
    {
        var shared = new Dictionary<int, int>();
        int next = 0;
        return Map(
            texts,
            (leaf, _) =>
            {
                if (leaf.Part == -1)
                {
                    return next++;
                }

                if (!shared.TryGetValue(leaf.Part, out int part))
                {
                    part = next++;
                    shared.Add(leaf.Part, part);
                }

                return part;
            }
        );
    }

    /// <summary>
    /// Numbers leaves of trees that were refined: a leaf that was cut gave each of its own leaves its number (<see cref="Inherit"/>), and a leaf that was
    /// not cut keeps its number, which it may share.
    /// </summary>
    public static PromptText[] Refine(PromptText[] texts, out int[] coarseOf)
    {
        var shared = new Dictionary<int, int>();
        var coarse = new List<int>();
        PromptText[] numbered = Map(
            texts,
            (leaf, isInherited) =>
            {
                if (!isInherited && shared.TryGetValue(leaf.Part, out int part))
                {
                    return part;
                }

                int next = coarse.Count;
                coarse.Add(isInherited ? Inherited(leaf.Part) : leaf.Part);
                if (!isInherited)
                {
                    shared.Add(leaf.Part, next);
                }

                return next;
            }
        );
        coarseOf = [.. coarse];
        return numbered;
    }

    /// <summary>A node whose leaves remember the part that they come from: below zero, apart from the numbers of leaves that were not cut.</summary>
    public static PromptNode Inherit(PromptNode node, int part) =>
        node.IsFixed ? node
        : node.Children.Count == 0 ? node with { Part = Inherited(part) }
        : node with { Children = [.. node.Children.Select(child => Inherit(child, part))] };

    /// <summary>From a part to its mark, and back.</summary>
    private static int Inherited(int part) => -2 - part;

    private static PromptText[] Map(PromptText[] texts, Func<PromptNode, bool, int> number)
    {
        var mapped = new PromptText[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            PromptNode root = texts[i].Root;
            mapped[i] = texts[i] with
            {
                Root = root.Children.Count == 0 ? root : Numbered(root, number),
            };
        }

        return mapped;
    }

    private static PromptNode Numbered(PromptNode node, Func<PromptNode, bool, int> number)
    {
        if (node.IsFixed)
        {
            return node;
        }

        if (node.Children.Count == 0)
        {
            return node with { Part = number(node, node.Part < -1) };
        }

        var children = new PromptNode[node.Children.Count];
        for (int i = 0; i < children.Length; i++)
        {
            children[i] = Numbered(node.Children[i], number);
        }

        return node with
        {
            Children = children,
        };
    }
}
