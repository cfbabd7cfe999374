using Interplay.Masks;

namespace Interplay.Recovery.Proxies;

/// <summary>The lasso at one penalty.</summary>
/// <param name="Penalty">The penalty.</param>
/// <param name="Terms">Terms with a coefficient that is not zero.</param>
/// <param name="Coefficients">Their coefficients.</param>
/// <param name="Constant">The constant, for characters as they are.</param>
internal sealed record LassoPoint(
    double Penalty,
    PartSet[] Terms,
    double[] Coefficients,
    double Constant
);
