namespace Interplay.ValueFunctions;

/// <summary>
/// Which numbers are read from what a value function gives. The journal keeps what the model gave; a readout is applied afterwards, so that
/// another one costs no ablations. Pure and safe for use by many threads.
/// </summary>
public interface IReadout
{
    /// <summary>What it reads, as it stands in manifests: <c>log-odds:yes/no</c>.</summary>
    string Name { get; }

    /// <summary>Names of the numbers it gives, at least one.</summary>
    IReadOnlyList<string> Outputs { get; }

    /// <summary>Reads one ablation.</summary>
    /// <param name="values">What the value function gave, one number an output of it.</param>
    /// <param name="outputs">Receives one finite number an output of this readout.</param>
    /// <returns>Whether each number is what the model gave; false when a bound stands in for one of them (a censored value).</returns>
    bool Read(ReadOnlySpan<double> values, Span<double> outputs);
}
