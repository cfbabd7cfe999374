namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>The weights of a projection in a model file.</summary>
/// <param name="Weights">Name of the matrix.</param>
/// <param name="Bias">Name of what is added; null for nothing.</param>
/// <param name="IsTransposed">Whether what it reads lies along the columns.</param>
internal sealed record Projection(string Weights, string? Bias, bool IsTransposed);

/// <summary>The projections that end the two blocks of a layer.</summary>
internal sealed record LayerProjections(Projection Out, Projection Down);
