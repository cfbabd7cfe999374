namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>The nonlinearity of an MLP.</summary>
internal enum Activation
{
    Relu,

    /// <summary>x times the normal distribution function.</summary>
    Gelu,

    /// <summary>Its approximation by tanh.</summary>
    GeluTanh,
    Silu,

    /// <summary>None that exporters know: detection cannot find this MLP.</summary>
    Sine,
}
