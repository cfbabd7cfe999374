namespace Interplay.Measurements.Cells;

/// <summary>What was measured in one cell. Where a case has several outputs, R2 and cross-validated R2 are means over them and counts are sums.</summary>
public sealed record CellFigures
{
    /// <summary>R2 on held-out masks; null when all their values are equal.</summary>
    public double? R2 { get; init; }

    /// <summary>R2 as the method itself estimates it by cross-validation; null where it does not.</summary>
    public double? CrossValidatedR2 { get; init; }

    /// <summary>Terms of the spectrum that was scored, without the constant.</summary>
    public required int Terms { get; init; }

    /// <summary>Processor time of the method, seconds of all cores.</summary>
    public required double ProcessorSeconds { get; init; }

    /// <summary>How the error bars of coefficients hold; empty where the method has none or no fresh masks tell.</summary>
    public IReadOnlyList<CoveragePool> Coverage { get; init; } = [];

    /// <summary>Share of the true terms found; null where they are unknown.</summary>
    public double? Recall { get; init; }

    /// <summary>Squared error of the Shapley values over the squared deviation of the true ones from their mean; null where those are unknown.</summary>
    public double? ShapleyError { get; init; }
}
