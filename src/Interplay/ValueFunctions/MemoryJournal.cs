using System.Collections.Concurrent;
using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>A journal that lives as long as the process: enough to top up, to go on after a failure, and to try several methods on one set of ablations.</summary>
public sealed class MemoryJournal : IJournal
{
    private readonly ConcurrentDictionary<(string Fingerprint, Mask Mask), double[]> _known = new();

    private readonly ConcurrentDictionary<string, string> _descriptions = new(
        StringComparer.Ordinal
    );

    /// <summary>Number of ablations kept.</summary>
    public int Count => _known.Count;

    /// <inheritdoc/>
    public ValueTask DescribeAsync(
        string fingerprint,
        string description,
        CancellationToken cancellationToken = default
    )
    {
        _descriptions[fingerprint] = description;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<string?> DescriptionAsync(
        string fingerprint,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(_descriptions.GetValueOrDefault(fingerprint));

    /// <inheritdoc/>
    public ValueTask ReadAsync(
        string fingerprint,
        MaskMatrix masks,
        Memory<double> values,
        Memory<bool> found,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        int outputs = masks.RowCount == 0 ? 0 : values.Length / masks.RowCount;
        for (int row = 0; row < masks.RowCount; row++)
        {
            bool known =
                _known.TryGetValue((fingerprint, masks.GetMask(row)), out double[]? kept)
                && kept.Length == outputs;
            found.Span[row] = known;
            if (known)
            {
                kept.CopyTo(values.Span.Slice(row * outputs, outputs));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(
        string fingerprint,
        MaskMatrix masks,
        ReadOnlyMemory<double> values,
        ReadOnlyMemory<AblationCost> costs = default,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        int outputs = masks.RowCount == 0 ? 0 : values.Length / masks.RowCount;
        for (int row = 0; row < masks.RowCount; row++)
        {
            _known[(fingerprint, masks.GetMask(row))] = values
                .Slice(row * outputs, outputs)
                .ToArray();
        }

        return ValueTask.CompletedTask;
    }
}
