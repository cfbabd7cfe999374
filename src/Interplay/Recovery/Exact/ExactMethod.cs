using System.Globalization;
using System.Numerics.Tensors;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Transforms;

namespace Interplay.Recovery.Exact;

/// <summary>
/// The complete spectrum from all 2^n masks by the fast Walsh-Hadamard transform, F(S) = 2^-n sum over m of f(m) (-1)^|S and m|.
/// Exact to rounding; the ground truth for every other method. n at most 24.
/// </summary>
public sealed class ExactMethod : IRecoveryMethod
{
    /// <summary>Coefficients below this share of the largest deviation from the mean are rounding errors and are left out.</summary>
    public const double NegligibleShare = 1e-12;

    /// <summary>Share of its size to which a value is known.</summary>
    private const double Rounding = 2.3e-16;

    /// <inheritdoc/>
    public string Name => "exact";

    /// <inheritdoc/>
    public bool ReadsAnyMasks => false;

    /// <summary>Plans all masks. A held-out mask would have been learned from already, so none are set aside.</summary>
    /// <exception cref="BudgetTooSmallException">The budget is below 2^n.</exception>
    /// <exception cref="InterplayException"><c>too-many-parts</c>: n is above 24; or the request is invalid.</exception>
    public MaskPlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        int parts = request.PartCount;
        if (parts > ExhaustiveDesign.MaxParts)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "too-many-parts",
                $"The exact method asks all 2^n masks and takes at most {ExhaustiveDesign.MaxParts} parts; found {parts}."
            );
        }

        (request with { HeldOut = 0 }).Validated();
        if (request.Budget < 1 << parts)
        {
            throw new BudgetTooSmallException(
                request.Budget,
                1 << parts,
                $"the exact method asks all 2^{parts} masks of {parts} parts"
            );
        }

        List<string> notes = [$"All {1 << parts} masks of {parts} parts are asked for."];
        if (request.HeldOut > 0)
        {
            notes.Add(
                $"The {request.HeldOut} held-out masks asked for are not set aside: every mask is learned from."
            );
        }

        return new MaskPlan
        {
            Method = Name,
            Design = new ExhaustiveDesign(),
            Request = request,
            Masks = ExhaustiveDesign.All(parts),
            Notes = notes,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="InterplayException"><c>masks-incomplete</c>: the plan does not hold all 2^n masks; <c>values-mismatched</c>: not a whole number of outputs a mask.</exception>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        MaskMatrix masks = plan.Masks;
        var outputs = new PerOutput(plan, values);
        RequireAllMasks(masks);
        RecoveryResult result = outputs.Recover(
            Name,
            (output, _) =>
            {
                // A mask that was asked more than once has the mean of its values.
                var spectrum = new double[1 << plan.PartCount];
                var counts = new int[spectrum.Length];
                for (int row = 0; row < masks.RowCount; row++)
                {
                    int mask = (int)masks.Row(row)[0];
                    spectrum[mask] += (output.Raw[row] - spectrum[mask]) / ++counts[mask];
                }

                // Without its mean: beside a large constant a small function would be taken for rounding.
                double size = Math.Abs(TensorPrimitives.MaxMagnitude<double>(spectrum));
                double first = spectrum[0];
                TensorPrimitives.Subtract(spectrum, first, spectrum);
                WalshHadamard.Transform(spectrum);
                return new OutputRecovery
                {
                    Spectrum = new Spectrum(plan.PartCount, Terms(spectrum, first, size)),
                    ResidualDeviation = 0,
                };
            },
            progress,
            cancellationToken
        );
        int kept = result.Outputs.Sum(static output => output.Spectrum.Terms.Count);
        return result with
        {
            Notes =
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The complete transform of {1 << plan.PartCount} values an output left {kept} terms above {NegligibleShare} of the largest."
                ),
            ],
        };
    }

    /// <summary>Terms from the sums of the transform, of which that of the empty set lacks <paramref name="first"/> a value.</summary>
    private static SpectrumTerm[] Terms(double[] sums, double first, double size)
    {
        double scale = 1.0 / sums.Length;
        double largest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(sums.AsSpan(1)));
        // Values of a size are known to its rounding, of which the sum of all has the root of their number.
        double rounding = size * Rounding * Math.Sqrt(sums.Length);
        double constant = first + sums[0] * scale;
        var terms = new List<SpectrumTerm>();
        if (Math.Abs(constant) > NegligibleShare * largest * scale)
        {
            terms.Add(new SpectrumTerm(PartSet.Empty, constant, 0));
        }

        for (int set = 1; set < sums.Length; set++)
        {
            if (Math.Abs(sums[set]) > Math.Max(NegligibleShare * largest, rounding))
            {
                terms.Add(new SpectrumTerm(PartSet.FromWords([(ulong)set]), sums[set] * scale, 0));
            }
        }

        return [.. terms];
    }

    private static void RequireAllMasks(MaskMatrix masks)
    {
        int parts = masks.PartCount;
        int distinct =
            parts <= ExhaustiveDesign.MaxParts && masks.RowCount >= 1 << parts
                ? MaskIndex.Over(masks).Count
                : -1;
        if (distinct != 1 << parts)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "masks-incomplete",
                $"The exact transform needs all 2^{parts} masks of {parts} parts; found {masks.RowCount} rows{(distinct < 0 ? "" : $" of {distinct} masks")}."
            );
        }
    }
}
