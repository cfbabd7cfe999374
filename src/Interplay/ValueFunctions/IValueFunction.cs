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
}
