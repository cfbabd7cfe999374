using System.Globalization;
using System.Numerics.Tensors;

namespace Interplay.ValueFunctions;

/// <summary>Means over groups of what a value function gives: of all prompts, or of each fifth of them. One evaluation serves both.</summary>
public sealed class MeanReadout : IReadout
{
    private readonly int[] _groups;

    private MeanReadout(string name, IReadOnlyList<string> outputs, int[] groups)
    {
        Name = name;
        Outputs = outputs;
        _groups = groups;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The mean of all outputs.</summary>
    /// <param name="output">What it is called.</param>
    /// <param name="count">How many outputs the value function has, at least 1.</param>
    public static MeanReadout OfAll(string output, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new MeanReadout("mean", [output], new int[count]);
    }

    /// <summary>The means of groups of outputs: every <paramref name="groupCount"/>-th belongs to the same.</summary>
    /// <param name="output">What each is called, with its number.</param>
    /// <param name="count">How many outputs the value function has.</param>
    /// <param name="groupCount">How many groups, 1 to <paramref name="count"/>.</param>
    public static MeanReadout OfGroups(string output, int count, int groupCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groupCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(groupCount, count);
        return new MeanReadout(
            $"mean-of-{groupCount.ToString(CultureInfo.InvariantCulture)}-groups",
            [
                .. Enumerable
                    .Range(1, groupCount)
                    .Select(group =>
                        string.Create(CultureInfo.InvariantCulture, $"{output} {group}")
                    ),
            ],
            [.. Enumerable.Range(0, count).Select(i => i % groupCount)]
        );
    }

    /// <inheritdoc/>
    public bool Read(ReadOnlySpan<double> values, Span<double> outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _groups.Length, nameof(values));
        outputs.Clear();
        Span<double> counts = new double[outputs.Length];
        for (int i = 0; i < values.Length; i++)
        {
            outputs[_groups[i]] += values[i];
            counts[_groups[i]]++;
        }

        TensorPrimitives.Divide<double>(outputs, counts, outputs);
        return true;
    }
}
