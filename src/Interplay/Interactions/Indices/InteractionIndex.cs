namespace Interplay.Interactions.Indices;

/// <summary>
/// The rule that turns a spectrum into interaction strengths. F are Fourier, a Moebius coefficients, L is the highest order asked for. All
/// formulas are in <c>docs/math.md</c>; the conventions for the empty set are those of the shapiq package.
/// </summary>
public enum InteractionIndex
{
    /// <summary>The Fourier coefficients themselves: F(S).</summary>
    Fourier,

    /// <summary>Moebius coefficients (Harsanyi dividends): a(S) = (-2)^|S| sum over T >= S of F(T).</summary>
    Moebius,

    /// <summary>
    /// Co-Moebius coefficients: sum over T >= S of a(T), the effect of S when all other parts are kept (Grabisch, Marichal and Roubens, 2000).
    /// The empty set holds f(empty), as in shapiq, and not f(full).
    /// </summary>
    CoMoebius,

    /// <summary>Shapley value, order 1 (Shapley, 1953): the sum of a(T)/|T| over the sets that hold the part.</summary>
    SV,

    /// <summary>Banzhaf value, order 1 (Banzhaf, 1965): -2 F({i}).</summary>
    BV,

    /// <summary>Banzhaf interaction index (Grabisch and Roubens, 1999): (-2)^|S| F(S).</summary>
    BII,

    /// <summary>Shapley interaction index (Grabisch and Roubens, 1999): sum over T >= S of a(T)/(|T|-|S|+1).</summary>
    SII,

    /// <summary>k-Shapley values (Lundberg et al., 2018; Bord and von Luxburg, 2023): SII aggregated by Bernoulli numbers so that all orders up to L sum to f(full) - f(empty).</summary>
    KSII,

    /// <summary>Shapley-Taylor interaction index (Sundararajan, Dhamdhere and Agarwal, 2020).</summary>
    STII,

    /// <summary>Faithful Shapley interaction index (Tsai, Yeh and Ravikumar, 2023, Theorem 19).</summary>
    FSII,

    /// <summary>Faithful Banzhaf interaction index (Tsai, Yeh and Ravikumar, 2023, Theorem 17): the Moebius coefficients of the spectrum cut at order L.</summary>
    FBII,

    /// <summary>Chaining interaction index (Marichal and Roubens, 1999): sum over T >= S of |S|/|T| a(T).</summary>
    CHII,
}
