using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Training.Parts;
using Interplay.Training.Tables;

namespace Interplay.Training.Findings;

/// <summary>What the toggles of the contexts say of each part.</summary>
internal sealed class RowLedger(TrainingData rows, DataLens lens, int contexts)
{
    private readonly int _parts = lens.Parts.Count;
    private readonly int _outputs = rows.RowCount;
    private readonly bool _isBinary = rows.IsBinary;
    private readonly double[] _targets = rows.Targets.ToArray();
    private readonly double[] _leftOut = new double[lens.Parts.Count * contexts];
    private readonly double[] _effects = new double[lens.Parts.Count * contexts];
    private readonly Mask[] _halves = new Mask[contexts];

    /// <summary>Takes a context; the change of every score by each part, kept minus left out.</summary>
    public double[] Add(int context, Mask half, double[] values)
    {
        _halves[context] = half;
        var changes = new double[_parts * _outputs];
        Parallel.For(
            0,
            _parts,
            part =>
            {
                ReadOnlySpan<double> whole = values.AsSpan(0, _outputs);
                ReadOnlySpan<double> toggled = values.AsSpan((part + 1) * _outputs, _outputs);
                ReadOnlySpan<double> with = half[part] ? whole : toggled;
                ReadOnlySpan<double> without = half[part] ? toggled : whole;
                Span<double> change = changes.AsSpan(part * _outputs, _outputs);
                TensorPrimitives.Subtract(with, without, change);
                int place = part * contexts + context;
                _leftOut[place] = LeftOut(part, without);
                _effects[place] = Effect(part, with, without);
            }
        );
        return changes;
    }

    /// <summary>All parts. A copy vouches for a label, so that only contexts without the copies of a part count where there are any.</summary>
    public AuditedRow[] Rows(IReadOnlyList<RowPair> pairs)
    {
        ILookup<int, int> copies = pairs
            .Where(static pair => pair.IsInterchangeable)
            .SelectMany(static pair =>
                new[] { (pair.First, pair.Second), (pair.Second, pair.First) }
            )
            .ToLookup(static pair => pair.Item1, static pair => pair.Item2);
        return [.. Enumerable.Range(0, _parts).Select(part => Row(part, [.. copies[part]]))];
    }

    private AuditedRow Row(int part, int[] copies)
    {
        int[] used =
        [
            .. Enumerable
                .Range(0, contexts)
                .Where(context => !copies.Any(copy => _halves[context][copy])),
        ];
        used = used.Length < 2 ? [.. Enumerable.Range(0, contexts)] : used;
        (double margin, double marginError) = Averages.Of([
            .. used.Select(context => _leftOut[part * contexts + context]),
        ]);
        (double effect, double effectError) = Averages.Of(
            _effects.AsSpan(part * contexts, contexts).ToArray()
        );
        return new AuditedRow(
            part,
            margin,
            marginError,
            effect,
            effectError,
            _isBinary && margin < -2 * marginError
        );
    }

    private double LeftOut(int part, ReadOnlySpan<double> without)
    {
        double sum = 0;
        foreach (int row in lens.RowsOf(part))
        {
            sum += Fit(without[row], _targets[row]);
        }

        return sum / lens.RowsOf(part).Count;
    }

    private double Effect(int part, ReadOnlySpan<double> with, ReadOnlySpan<double> without)
    {
        double sum = 0;
        int count = 0;
        for (int row = 0; row < _outputs; row++)
        {
            if (lens.PartOfRow[row] != part)
            {
                sum += Fit(with[row], _targets[row]) - Fit(without[row], _targets[row]);
                count++;
            }
        }

        return sum / count;
    }

    /// <summary>How well a score fits a target: the margin, or minus the squared error.</summary>
    private double Fit(double score, double target) =>
        _isBinary ? target * score : -(target - score) * (target - score);
}
