namespace Interplay.Reports;

/// <summary>
/// What the value function itself gave at the two ends, in the unit of the output. A spectrum learned from halves of many parts says little of
/// them: nearly no random mask lies near.
/// </summary>
/// <param name="All">With all parts kept; null where it was not asked.</param>
/// <param name="None">With no part kept; null where it was not asked.</param>
public sealed record MeasuredEnds(double? All, double? None);
