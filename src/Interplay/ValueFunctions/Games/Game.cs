using System.Globalization;
using Interplay.Masks;

namespace Interplay.ValueFunctions.Games;

/// <summary>
/// A value function with a known answer, for tests and benchmarks: Fourier or Moebius terms, a table of all values or a sum of trees, with
/// an optional tanh link and reproducible noise, and held-out masks with their noise-free values.
/// </summary>
public sealed class Game : IValueFunction
{
    private readonly IGameFunction _function;

    internal Game(IGameFunction function) => _function = function;

    /// <summary>Name of the case.</summary>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public required int PartCount { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; } = ["value"];

    /// <inheritdoc/>
    public string Fingerprint =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"game:{Name}:{PartCount}:{NoiseSeed}:{NoiseDeviation:R}:{Scale:R}"
        );

    /// <summary>How the function is written down.</summary>
    public required GameKind Kind { get; init; }

    /// <summary>Whether the value is the hyperbolic tangent of the sum.</summary>
    public bool HasTanhLink { get; init; }

    /// <summary>Standard deviation of the noise, before scaling.</summary>
    public double NoiseDeviation { get; init; }

    /// <summary>Seed of the noise.</summary>
    public ulong NoiseSeed { get; init; }

    /// <summary>Factor on everything: function, noise, held-out values and true terms. Methods must not care about it.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Held-out uniform masks.</summary>
    public required MaskMatrix TestMasks { get; init; }

    /// <summary>Noise-free values of the held-out masks, scaled.</summary>
    public required IReadOnlyList<double> TestValues { get; init; }

    /// <summary>The true Fourier terms without the constant by falling magnitude, scaled; empty where unknown.</summary>
    public required IReadOnlyList<(PartSet Parts, double Coefficient)> TopFourier { get; init; }

    /// <summary>The value at one packed mask, with noise.</summary>
    public double Value(ReadOnlySpan<ulong> mask)
    {
        double value = _function.Value(mask);
        if (HasTanhLink)
        {
            value = Math.Tanh(value);
        }

        if (NoiseDeviation > 0)
        {
            value += NoiseDeviation * MaskNoise.At(mask, PartCount, NoiseSeed);
        }

        return value * Scale;
    }

    /// <inheritdoc/>
    public ValueTask EvaluateAsync(
        MaskMatrix masks,
        Memory<double> values,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentOutOfRangeException.ThrowIfNotEqual(masks.PartCount, PartCount, nameof(masks));
        Parallel.For(
            0,
            masks.RowCount,
            new ParallelOptions { CancellationToken = cancellationToken },
            row => values.Span[row] = Value(masks.Row(row))
        );
        return ValueTask.CompletedTask;
    }
}
