using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.Spex;
using Interplay.Recovery.Transforms;

namespace Interplay.Recovery.Sparse;

/// <summary>
/// What a residual says for one more term: the log likelihood ratio in white noise of unknown size. Uniform masks share one noise. Coded masks do
/// not: what is still unknown sits in some bins and leaves others empty, so each bin has a noise of its own, and a set is judged by the bins it
/// falls in. A term alone in its bin is certain at once; a set that merely resembles what a crowded bin holds gains nothing elsewhere.
/// </summary>
internal sealed class Evidence
{
    /// <summary>Energy below this share of the values' is rounding.</summary>
    private const double Rounding = 1e-18;

    private readonly BitColumns _columns;
    private readonly CodedDesign? _coded;
    private readonly BinSpectra? _spectra;
    private readonly ulong[] _freshBits;
    private readonly double[] _fresh;
    private readonly double _unit;
    private double _freshEnergy;

    /// <param name="columns">The masks.</param>
    /// <param name="coded">The coded ones among them; null when there are none.</param>
    /// <param name="deviation">Standard deviation of the values.</param>
    public Evidence(BitColumns columns, CodedDesign? coded, double deviation)
    {
        _columns = columns;
        _coded = coded;
        _spectra = coded is null ? null : new BinSpectra(coded);
        _unit = deviation * deviation;
        _fresh = new double[columns.RowCount];
        _freshBits = new ulong[columns.WordsPerColumn];
        _freshBits.AsSpan().Fill(ulong.MaxValue);
        foreach (int row in coded?.Groups.SelectMany(static group => group.Rows) ?? [])
        {
            _freshBits[row >> 6] &= ~(1UL << (row & 63));
        }

        FreshCount = Enumerable.Range(0, columns.RowCount).Count(IsFresh);
    }

    /// <summary>Masks that are not coded: what the coded ones propose is new to them.</summary>
    public int FreshCount { get; }

    /// <summary>The bins of the residual; null without coded masks.</summary>
    public BinSpectra? Spectra => _spectra;

    /// <summary>Takes the residual of a fit.</summary>
    public void Load(ReadOnlySpan<double> residual)
    {
        _spectra?.Load(residual);
        for (int row = 0; row < residual.Length; row++)
        {
            _fresh[row] = IsFresh(row) ? residual[row] : 0;
        }

        _freshEnergy = TensorPrimitives.SumOfSquares<double>(_fresh);
    }

    /// <summary>Nats that a term at the coefficient that suits it best gains.</summary>
    /// <param name="set">The term.</param>
    /// <param name="correlation">Mean of the residual times its character over all masks.</param>
    public double Gain(PartSet set, double correlation)
    {
        double fresh = FreshSum(set);
        double best = GainAt(set, fresh, correlation);
        for (int c = 0; c < (_coded?.Groups.Count ?? 0); c++)
        {
            double own = _spectra!.EstimateIn(c, _coded!.Groups[c].BinOf(set.Parts), set.Parts);
            best = Math.Max(best, GainAt(set, fresh, own));
        }

        return best;
    }

    /// <summary>The correlation of the uncoded masks with the character of a set, in standard errors.</summary>
    public double FreshScore(PartSet set) =>
        _freshEnergy > 0 ? FreshSum(set) / Math.Sqrt(_freshEnergy) : 0;

    /// <summary>Nats that the residual itself costs, relative to values of the deviation given.</summary>
    public double Length()
    {
        double length = HalfLog(_freshEnergy, FreshCount);
        for (int c = 0; c < (_coded?.Groups.Count ?? 0); c++)
        {
            int bins = _coded!.Groups[c].BinCount;
            for (int bin = 0; bin < bins; bin++)
            {
                double energy = TensorPrimitives.SumOfSquares(_spectra!.Bin(c, bin));
                length += HalfLog(energy * bins, _coded.Delays);
            }
        }

        return length;
    }

    private double GainAt(PartSet set, double fresh, double coefficient)
    {
        double gain = Ratio(_freshEnergy, fresh, coefficient, FreshCount, 1);
        for (int c = 0; c < (_coded?.Groups.Count ?? 0); c++)
        {
            CodedGroup group = _coded!.Groups[c];
            int bin = group.BinOf(set.Parts);
            gain += Ratio(
                TensorPrimitives.SumOfSquares(_spectra!.Bin(c, bin)),
                _spectra.EstimateIn(c, bin, set.Parts) * _coded.Delays,
                coefficient,
                _coded.Delays,
                group.BinCount
            );
        }

        return gain;
    }

    /// <summary>count/2 ln(|u|^2 / |u - c x|^2) for signs x.</summary>
    private double Ratio(double energy, double sum, double coefficient, int count, int bins)
    {
        double left = energy - 2 * coefficient * sum + coefficient * coefficient * count;
        return HalfLog(energy * bins, count) - HalfLog(left * bins, count);
    }

    private double HalfLog(double energy, int count) =>
        count == 0 ? 0 : 0.5 * count * Math.Log(Math.Max(energy / (count * _unit), Rounding));

    private double FreshSum(PartSet set)
    {
        var column = new ulong[_columns.WordsPerColumn];
        foreach (int part in set.Parts)
        {
            TensorPrimitives.Xor<ulong>(column, _columns.Column(part), column);
        }

        return SignedSums.Sum(column, _fresh);
    }

    private bool IsFresh(int row) => (_freshBits[row >> 6] >> (row & 63) & 1) != 0;
}
