using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Interplay.Recovery.WalshBayes.Priors;

/// <summary>
/// The two passes over a row of the kernel that every step of the fit makes, each fused into one loop: they read eight matrices and would wait
/// for memory otherwise. Compiled at full optimisation at once, because a short run would end before the tiers catch up.
/// </summary>
internal static class KernelRows
{
    /// <summary>
    /// e = exp(p + shift); k = e + linear p + flat pairs + sum of local_g of each gap + offset. e and k may overwrite any of the rows read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Build(
        ReadOnlySpan<float> p,
        ReadOnlySpan<float> pairs,
        ReadOnlySpan<float> near,
        ReadOnlySpan<float> next,
        ReadOnlySpan<float> far,
        in Scales scales,
        Span<float> e,
        Span<float> k
    )
    {
        int lanes = Vector<float>.Count;
        int count = p.Length;
        int whole = count / lanes * lanes;
        ref float pr = ref MemoryMarshal.GetReference(p);
        ref float qr = ref MemoryMarshal.GetReference(pairs);
        ref float ar = ref MemoryMarshal.GetReference(near);
        ref float br = ref MemoryMarshal.GetReference(next);
        ref float cr = ref MemoryMarshal.GetReference(far);
        ref float er = ref MemoryMarshal.GetReference(e);
        ref float kr = ref MemoryMarshal.GetReference(k);
        var shift = new Vector<float>(scales.Shift);
        var linear = new Vector<float>(scales.Linear);
        var flat = new Vector<float>(scales.Flat);
        var offset = new Vector<float>(scales.Offset);
        for (int i = 0; i < whole; i += lanes)
        {
            Vector<float> product = Vector.LoadUnsafe(ref pr, (nuint)i);
            Vector<float> exponential = Vector.Exp(product + shift);
            Vector<float> sum =
                exponential
                + offset
                + linear * product
                + flat * Vector.LoadUnsafe(ref qr, (nuint)i);
            if (!near.IsEmpty)
            {
                sum += scales.Near * Vector.LoadUnsafe(ref ar, (nuint)i);
            }

            if (!next.IsEmpty)
            {
                sum += scales.Next * Vector.LoadUnsafe(ref br, (nuint)i);
            }

            if (!far.IsEmpty)
            {
                sum += scales.Far * Vector.LoadUnsafe(ref cr, (nuint)i);
            }

            exponential.StoreUnsafe(ref er, (nuint)i);
            sum.StoreUnsafe(ref kr, (nuint)i);
        }

        for (int i = whole; i < count; i++)
        {
            float exponential = MathF.Exp(p[i] + scales.Shift);
            k[i] =
                exponential
                + scales.Offset
                + scales.Linear * p[i]
                + scales.Flat * pairs[i]
                + (near.IsEmpty ? 0 : scales.Near * near[i])
                + (next.IsEmpty ? 0 : scales.Next * next[i])
                + (far.IsEmpty ? 0 : scales.Far * far[i]);
            e[i] = exponential;
        }
    }

    /// <summary>
    /// Inner products of q = .5 (inverse - a_row a) with p, e, pairs and the gaps; e becomes q (e + linear). The last entry is the diagonal.
    /// Off-diagonal entries count twice, for the triangle that is not stored.
    /// </summary>
    /// <param name="inverse">A row of the inverse up to the diagonal; becomes q.</param>
    /// <param name="a">The weights up to the diagonal.</param>
    /// <param name="p">Products.</param>
    /// <param name="pairs">The kernel of pairs.</param>
    /// <param name="near">First gap, or empty.</param>
    /// <param name="next">Second gap, or empty.</param>
    /// <param name="far">Third gap, or empty.</param>
    /// <param name="linear">s1.</param>
    /// <param name="e">The exponential part.</param>
    /// <param name="sums">Receives seven sums: p, e, pairs, three gaps, and q on the diagonal.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(
        Span<float> inverse,
        ReadOnlySpan<float> a,
        ReadOnlySpan<float> p,
        ReadOnlySpan<float> pairs,
        ReadOnlySpan<float> near,
        ReadOnlySpan<float> next,
        ReadOnlySpan<float> far,
        float linear,
        Span<float> e,
        Span<double> sums
    )
    {
        int lanes = Vector<float>.Count;
        int last = p.Length - 1;
        int whole = last / lanes * lanes;
        ref float ir = ref MemoryMarshal.GetReference(inverse);
        ref float wr = ref MemoryMarshal.GetReference(a);
        ref float pr = ref MemoryMarshal.GetReference(p);
        ref float qr = ref MemoryMarshal.GetReference(pairs);
        ref float ar = ref MemoryMarshal.GetReference(near);
        ref float br = ref MemoryMarshal.GetReference(next);
        ref float cr = ref MemoryMarshal.GetReference(far);
        ref float er = ref MemoryMarshal.GetReference(e);
        var own = new Vector<float>(-a[last]);
        var half = new Vector<float>(0.5f);
        var slope = new Vector<float>(linear);
        Vector<float> sp = default;
        Vector<float> se = default;
        Vector<float> sq = default;
        Vector<float> sa = default;
        Vector<float> sb = default;
        Vector<float> sc = default;
        for (int i = 0; i < whole; i += lanes)
        {
            Vector<float> q =
                half
                * (Vector.LoadUnsafe(ref ir, (nuint)i) + own * Vector.LoadUnsafe(ref wr, (nuint)i));
            Vector<float> exponential = Vector.LoadUnsafe(ref er, (nuint)i);
            sp += q * Vector.LoadUnsafe(ref pr, (nuint)i);
            se += q * exponential;
            sq += q * Vector.LoadUnsafe(ref qr, (nuint)i);
            if (!near.IsEmpty)
            {
                sa += q * Vector.LoadUnsafe(ref ar, (nuint)i);
            }

            if (!next.IsEmpty)
            {
                sb += q * Vector.LoadUnsafe(ref br, (nuint)i);
            }

            if (!far.IsEmpty)
            {
                sc += q * Vector.LoadUnsafe(ref cr, (nuint)i);
            }

            (q * (exponential + slope)).StoreUnsafe(ref er, (nuint)i);
        }

        sums[0] = 2.0 * Vector.Sum(sp);
        sums[1] = 2.0 * Vector.Sum(se);
        sums[2] = 2.0 * Vector.Sum(sq);
        sums[3] = 2.0 * Vector.Sum(sa);
        sums[4] = 2.0 * Vector.Sum(sb);
        sums[5] = 2.0 * Vector.Sum(sc);
        for (int i = whole; i <= last; i++)
        {
            float q = 0.5f * (inverse[i] - a[last] * a[i]);
            double times = i == last ? q : 2.0 * q;
            sums[0] += times * p[i];
            sums[1] += times * e[i];
            sums[2] += times * pairs[i];
            sums[3] += near.IsEmpty ? 0 : times * near[i];
            sums[4] += next.IsEmpty ? 0 : times * next[i];
            sums[5] += far.IsEmpty ? 0 : times * far[i];
            e[i] = q * (e[i] + linear);
            sums[6] = q;
        }
    }

    /// <summary>The factors of one kernel.</summary>
    public readonly record struct Scales(
        float Shift,
        float Linear,
        float Flat,
        float Offset,
        float Near,
        float Next,
        float Far
    );
}
