using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>
/// What stands for what a component gives at one token: a head before the output projection, a neuron after the gate, an MLP with its bias, and,
/// as a layer, what its attention adds, bias included.
/// </summary>
/// <param name="where">The component and the token.</param>
/// <param name="given">What it gives.</param>
internal delegate double[] ComponentEdit(ModelComponent where, double[] given);
