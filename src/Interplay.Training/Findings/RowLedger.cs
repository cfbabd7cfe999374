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
    private readonly double[] _leftOut = new double[rows.RowCount * contexts];
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
                foreach (int row in lens.RowsOf(part))
                {
                    _leftOut[row * contexts + context] = without[row];
                }

                _effects[part * contexts + context] = Effect(part, with, without);
            }
        );
        return changes;
    }

    /// <summary>All parts. A copy vouches for a label, so that the copies of a part are left out with it.</summary>
    public AuditedRow[] Rows(IReadOnlyList<RowPair> pairs, CancellationToken cancellationToken)
    {
        int[][] copies = Copies(pairs);
        int[][] used = [.. copies.Select(ContextsWithout)];
        double[] judged = Judged(copies, used, cancellationToken);
        return [.. Enumerable.Range(0, _parts).Select(part => Row(part, used[part], judged))];
    }

    /// <summary>For each part those that stand for it: by their features, or by what they do to the trainer.</summary>
    private int[][] Copies(IReadOnlyList<RowPair> pairs)
    {
        var copies = new SortedSet<int>[_parts];
        for (int part = 0; part < _parts; part++)
        {
            copies[part] = [];
        }

        foreach (RowPair pair in pairs.Where(static pair => pair.IsInterchangeable))
        {
            copies[pair.First].Add(pair.Second);
            copies[pair.Second].Add(pair.First);
        }

        foreach (PartSet equal in EqualRows.Of(rows, lens))
        {
            foreach (int part in equal.Parts)
            {
                copies[part].UnionWith(equal.Parts.ToArray());
                copies[part].Remove(part);
            }
        }

        return [.. copies.Select(static set => set.ToArray())];
    }

    /// <summary>Contexts in which no copy of a part was kept; all where there are none.</summary>
    private int[] ContextsWithout(int[] copies)
    {
        int[] used =
        [
            .. Enumerable
                .Range(0, contexts)
                .Where(context => !copies.Any(copy => _halves[context][copy])),
        ];
        return used.Length < 2 ? [.. Enumerable.Range(0, contexts)] : used;
    }

    /// <summary>What the panel says of each row: the trainer, left out here by retraining, and the kernels. 0 for rows that are always kept.</summary>
    private double[] Judged(int[][] copies, int[][] used, CancellationToken cancellationToken)
    {
        int[] places = [.. Enumerable.Range(0, _outputs).Where(row => lens.PartOfRow[row] >= 0)];
        double[] trainer =
        [
            .. places.Select(row =>
                used[lens.PartOfRow[row]].Average(context => _leftOut[row * contexts + context])
            ),
        ];
        double[][] kernels = new LeftOutKernels(rows).Predict(
            [
                .. Enumerable
                    .Range(0, _parts)
                    .Select(part => new LeftOutBlock(
                        lens.RowsOf(part),
                        [.. copies[part].SelectMany(copy => lens.RowsOf(copy))]
                    )),
            ],
            cancellationToken
        );
        double[] fits = LabelPanel.Judge(
            [.. places.Select(row => _targets[row])],
            _isBinary,
            trainer,
            [.. kernels.Select(scores => places.Select(row => scores[row]).ToArray())]
        );
        var judged = new double[_outputs];
        for (int i = 0; i < places.Length; i++)
        {
            judged[places[i]] = fits[i];
        }

        return judged;
    }

    private AuditedRow Row(int part, int[] used, double[] judged)
    {
        IReadOnlyList<int> own = lens.RowsOf(part);
        (double margin, double marginError) = Averages.Of([
            .. used.Select(context =>
                own.Average(row => Fit(_leftOut[row * contexts + context], _targets[row]))
            ),
        ]);
        (double effect, double effectError) = Averages.Of(
            _effects.AsSpan(part * contexts, contexts).ToArray()
        );
        double fit = own.Average(row => judged[row]);
        return new AuditedRow(
            part,
            fit,
            margin,
            marginError,
            effect,
            effectError,
            _isBinary && fit < 0
        );
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
