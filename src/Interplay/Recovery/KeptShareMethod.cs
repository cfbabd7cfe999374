using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Recovery;

/// <summary>
/// Another method on masks that keep each part with a given probability instead of one half. What it recovers is the same spectrum, fitted where
/// these masks are; effects under them are read by <see cref="Interactions.CentredTerms"/>.
/// </summary>
public sealed class KeptShareMethod : IRecoveryMethod
{
    private const ulong MaskStream = 31;
    private const ulong HeldOutStream = 32;
    private const int Least = 2;

    private readonly IRecoveryMethod _method;
    private readonly KeptShareDesign _design;

    /// <summary>Creates the method.</summary>
    /// <param name="method">The method that learns from the masks.</param>
    /// <param name="share">Probability that a part is kept, above 0 and below 1.</param>
    /// <exception cref="InterplayException"><c>kept-share-out-of-range</c>, or <c>kept-share-not-possible</c>: the method reads only masks that it planned itself.</exception>
    public KeptShareMethod(IRecoveryMethod method, double share)
    {
        ArgumentNullException.ThrowIfNull(method);
        _design = new KeptShareDesign(share);
        _method = method.ReadsAnyMasks
            ? method
            : throw new InterplayException(
                ErrorKind.Request,
                "kept-share-not-possible",
                $"Method '{method.Name}' reads only masks that it planned itself, which keep every part half of the time; auto, blend and proxyspex take others."
            );
    }

    /// <inheritdoc/>
    public string Name => _method.Name;

    /// <inheritdoc/>
    public bool ReadsAnyMasks => _method.ReadsAnyMasks;

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validated();
        if (request.PartCount < 31 && request.Budget >= 1L << request.PartCount)
        {
            // Every mask is asked for: there is nothing to choose.
            return _method.Plan(request);
        }

        int learn = request.Budget - request.HeldOut;
        if (learn < Least)
        {
            throw new BudgetTooSmallException(
                request.Budget,
                Least + request.HeldOut,
                $"two masks to learn from besides the {request.HeldOut} held out"
            );
        }

        MaskIndex taken = request.NewIndex();
        MaskMatrix first = UniformPlan.First(request, learn, taken, _design.Share);
        return new MaskPlan
        {
            Method = Name,
            Design = _design,
            Request = request,
            Masks = first.Concat(Draw(request, learn - first.RowCount, MaskStream, taken)),
            HeldOut =
                request.HeldOut > 0 ? Draw(request, request.HeldOut, HeldOutStream, taken) : null,
            Notes =
            [
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"Masks keep each part with probability {_design.Share}; coefficients are of the usual basis, effects are averages over such masks."
                ),
            ],
        };
    }

    /// <inheritdoc/>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    ) => _method.Recover(plan, values, progress, cancellationToken);

    private MaskMatrix Draw(PlanRequest request, int count, ulong stream, MaskIndex taken) =>
        _design.Draw(request.PartCount, count, new SeededRandom(request.Seed, stream), taken);
}
