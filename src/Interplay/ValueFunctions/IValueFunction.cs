using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>What is explained: from a mask (the kept parts) to one or more numbers. The only part of a run that costs money.</summary>
public interface IValueFunction
{
    /// <summary>Number of parts a mask must have.</summary>
    int PartCount { get; }

    /// <summary>Names of the numbers each mask gives: classes, tokens, tasks. At least one.</summary>
    IReadOnlyList<string> Outputs { get; }

    /// <summary>Identity of model, lens, input and readout, the same in every process: the key under which ablations are stored.</summary>
    string Fingerprint { get; }

    /// <summary>Evaluates a batch of masks.</summary>
    /// <param name="masks">The masks, one a row.</param>
    /// <param name="values">Receives <c>masks.RowCount</c> x <c>Outputs.Count</c> numbers, row by row. All must be finite.</param>
    /// <param name="cancellationToken">Stops the batch.</param>
    ValueTask EvaluateAsync(
        MaskMatrix masks,
        Memory<double> values,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// What is wrong with the values of a mask, beyond not being finite: a log-probability above zero, for instance. Such values are never kept, and where a
    /// journal of before has them they are asked for again.
    /// </summary>
    /// <param name="values">The values of one mask, one an output.</param>
    /// <returns>A few words, such as <c>log p: yes is above zero</c>; null when the values can be.</returns>
    string? Fault(ReadOnlySpan<double> values) => null;
}
