using System.Numerics.Tensors;
using Interplay.Recovery.Transforms;

namespace Interplay.Recovery.Spex;

/// <summary>
/// The subsampled transforms of one function: U_c[d,j] = 2^-b sum over l of f(M_c l + d) (-1)^(l.j) = sum of F(k) (-1)^(k.d) over the sets k
/// that fall in bin j of group c (SPEX, arXiv 2502.13870, equation 6). A bin is one contiguous vector over the delays, padded with zeros.
/// </summary>
internal sealed class BinSpectra
{
    private readonly CodedDesign _design;
    private readonly double[][] _groups;
    private readonly int _stride;
    private readonly ulong[] _signs;
    private readonly int _signWords;

    public BinSpectra(CodedDesign design)
    {
        _design = design;
        _stride = (design.Delays + 7) / 8 * 8;
        _groups = [.. design.Groups.Select(group => new double[group.BinCount * _stride])];
        _signWords = (design.Delays + 63) / 64;
        _signs = PartSigns(design, _signWords);
        Cells = design.Groups.Sum(group => (double)group.BinCount * design.Delays);
    }

    /// <summary>Bins times delays over all groups: the mask values that the transforms average, repeated ones counted again.</summary>
    public double Cells { get; }

    /// <summary>Words of the sign pattern of a set over the delays.</summary>
    public int SignWords => _signWords;

    /// <summary>Signs of {part} over the delays, bit 0 for the zero delay.</summary>
    public ReadOnlySpan<ulong> Signs(int part) => _signs.AsSpan(part * _signWords, _signWords);

    /// <summary>One bin of one group over the delays.</summary>
    public ReadOnlySpan<double> Bin(int group, int bin) =>
        _groups[group].AsSpan(bin * _stride, _design.Delays);

    /// <summary>Transforms one value a row of the plan.</summary>
    public void Load(ReadOnlySpan<double> values)
    {
        int delays = _design.Delays;
        for (int c = 0; c < _groups.Length; c++)
        {
            CodedGroup group = _design.Groups[c];
            double[] bins = _groups[c];
            double scale = 1.0 / group.BinCount;
            for (int l = 0; l < group.BinCount; l++)
            {
                for (int d = 0; d < delays; d++)
                {
                    bins[l * _stride + d] = scale * values[group.Rows[l * delays + d]];
                }
            }

            WalshHadamard.Transform(bins, _stride);
        }
    }

    /// <summary>The coefficient of a set as its bins give it, averaged over groups by their number of masks.</summary>
    public double Estimate(ReadOnlySpan<int> parts)
    {
        Span<ulong> signs = stackalloc ulong[_signWords];
        signs.Clear();
        Span<int> bins = stackalloc int[_groups.Length];
        bins.Clear();
        foreach (int part in parts)
        {
            Toggle(part, signs, bins);
        }

        return Estimate(signs, bins);
    }

    /// <summary>The coefficient of a set as one bin gives it.</summary>
    public double EstimateIn(int group, int bin, ReadOnlySpan<int> parts)
    {
        Span<ulong> signs = stackalloc ulong[_signWords];
        signs.Clear();
        foreach (int part in parts)
        {
            Toggle(part, signs, []);
        }

        return SignedSums.Sum(signs, _groups[group].AsSpan(bin * _stride, _stride))
            / _design.Delays;
    }

    /// <summary>
    /// How far a set stands out of what else its bins hold, in standard deviations: the root of P sum over groups of -ln(1 - rho^2), the
    /// likelihood ratio of one term in white noise of unknown size in each bin, rho being the correlation of the bin with the signs of the set over its
    /// P delays. A bin that a collision fills is correlated with many sets by chance; judged against its own energy none of them stands out.
    /// Groups that contradict the sign of the estimate count against the set.
    /// </summary>
    public double Prominence(ReadOnlySpan<int> parts)
    {
        Span<ulong> signs = stackalloc ulong[_signWords];
        signs.Clear();
        Span<int> bins = stackalloc int[_groups.Length];
        bins.Clear();
        foreach (int part in parts)
        {
            Toggle(part, signs, bins);
        }

        double overall = Estimate(signs, bins);
        double delays = _design.Delays;
        double sum = 0;
        for (int c = 0; c < bins.Length; c++)
        {
            ReadOnlySpan<double> bin = _groups[c].AsSpan(bins[c] * _stride, _stride);
            double energy = TensorPrimitives.SumOfSquares(bin);
            double dot = SignedSums.Sum(signs, bin);
            double share = energy > 0 ? dot * dot / (energy * delays) : 0;
            double gain = -delays * Math.Log(Math.Max(1 - share, 1e-12));
            sum += dot > 0 == overall > 0 ? gain : -gain;
        }

        return Math.Sqrt(Math.Max(sum, 0));
    }

    /// <summary>Adds or removes a part of a set given by its signs and its bins.</summary>
    public void Toggle(int part, Span<ulong> signs, Span<int> bins)
    {
        ReadOnlySpan<ulong> own = Signs(part);
        for (int word = 0; word < own.Length; word++)
        {
            signs[word] ^= own[word];
        }

        for (int c = 0; c < bins.Length; c++)
        {
            bins[c] ^= _design.Groups[c].PartBins[part];
        }
    }

    /// <summary>The same for a set given by its signs over the delays and its bin in each group.</summary>
    public double Estimate(ReadOnlySpan<ulong> signs, ReadOnlySpan<int> bins)
    {
        double sum = 0;
        for (int c = 0; c < bins.Length; c++)
        {
            ReadOnlySpan<double> bin = _groups[c].AsSpan(bins[c] * _stride, _stride);
            sum += _design.Groups[c].BinCount * SignedSums.Sum(signs, bin);
        }

        return sum / Cells;
    }

    private static ulong[] PartSigns(CodedDesign design, int width)
    {
        var signs = new ulong[design.Code.MessageLength * width];
        for (int part = 0; part < design.Code.MessageLength; part++)
        {
            ReadOnlySpan<ulong> parity = design.Code.Parity(part);
            for (int q = 0; q < design.Code.ParityLength; q++)
            {
                ulong bit = parity[q >> 6] >> (q & 63) & 1;
                signs[part * width + ((q + 1) >> 6)] |= bit << ((q + 1) & 63);
            }
        }

        return signs;
    }
}
