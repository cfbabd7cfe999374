namespace Interplay.Storage.Stored;

/// <summary>The values that a look-up gives: those of a mask, or the mean of them where it was asked more than once.</summary>
internal sealed class MeanValues(Memory<double> values, Memory<bool> found, int outputs)
{
    private readonly Dictionary<int, int> _counts = [];

    /// <summary>Takes one value of a mask; those of a mask come in their order.</summary>
    public void Add(int row, ReadOnlySpan<double> entry)
    {
        Span<double> mean = values.Span.Slice(row * outputs, outputs);
        if (!found.Span[row])
        {
            entry.CopyTo(mean);
            found.Span[row] = true;
            return;
        }

        int count = _counts[row] = _counts.GetValueOrDefault(row, 1) + 1;
        for (int output = 0; output < outputs; output++)
        {
            mean[output] += (entry[output] - mean[output]) / count;
        }
    }
}
