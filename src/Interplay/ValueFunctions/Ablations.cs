using System.Globalization;
using Interplay.Lenses;
using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>Masks with their values: what has been paid for.</summary>
public sealed record Ablations
{
    /// <summary>The masks.</summary>
    public required MaskMatrix Masks { get; init; }

    /// <summary>Names of the outputs.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The values, masks x outputs, row by row; all finite.</summary>
    public required ReadOnlyMemory<double> Values { get; init; }

    /// <summary>How many masks the value function was really asked for.</summary>
    public required int Evaluated { get; init; }

    /// <summary>How many came from the journal or repeated another row.</summary>
    public int Reused => Masks.RowCount - Evaluated;

    /// <summary>How many of them hold a bound in the place of a number that the model did not give (<see cref="IReadout.Read"/>).</summary>
    public int Censored { get; init; }

    /// <summary>What these ablations cost, as far as the value function said; those from the journal cost nothing.</summary>
    public AblationCost Cost { get; init; }

    /// <summary>
    /// The same ablations under the masks of a finer lens. Both lenses give the same inputs for them, so that the values hold and nothing is paid again.
    /// </summary>
    /// <param name="refinement">How the finer parts come from those of these masks.</param>
    /// <exception cref="ArgumentException">The masks are over another number of parts than the refinement starts from.</exception>
    public Ablations Lift(PartRefinement refinement)
    {
        ArgumentNullException.ThrowIfNull(refinement);
        return this with { Masks = refinement.Lift(Masks), Evaluated = 0, Cost = default };
    }

    /// <summary>The numbers that a readout takes from these values.</summary>
    /// <param name="readout">What is read; null leaves the values as they are.</param>
    /// <exception cref="InterplayException"><c>readout-not-finite</c>: a number that was read is not finite.</exception>
    public Ablations Read(IReadout? readout)
    {
        if (readout is null)
        {
            return this;
        }

        int width = readout.Outputs.Count;
        var read = new double[Masks.RowCount * width];
        int censored = 0;
        for (int row = 0; row < Masks.RowCount; row++)
        {
            Span<double> target = read.AsSpan(row * width, width);
            ReadOnlySpan<double> values = Values.Span.Slice(row * Outputs.Count, Outputs.Count);
            censored += readout.Read(values, target) ? 0 : 1;
            foreach (double number in target)
            {
                if (!double.IsFinite(number))
                {
                    throw new InterplayException(
                        ErrorKind.Data,
                        "readout-not-finite",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"Readout '{readout.Name}' must give finite numbers; at mask {Masks.GetMask(row)} it gave {number}."
                        )
                    );
                }
            }
        }

        return this with
        {
            Outputs = readout.Outputs,
            Values = read,
            Censored = censored,
        };
    }

    /// <summary>The values of one output, one a mask.</summary>
    public double[] OfOutput(int output)
    {
        var column = new double[Masks.RowCount];
        ReadOnlySpan<double> values = Values.Span;
        for (int row = 0; row < column.Length; row++)
        {
            column[row] = values[row * Outputs.Count + output];
        }

        return column;
    }
}
