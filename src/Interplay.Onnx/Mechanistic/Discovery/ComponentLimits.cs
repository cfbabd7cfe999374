namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>More of these no model has: larger numbers in a file are damage or malice, and would be made room for.</summary>
internal static class ComponentLimits
{
    public const int Heads = 1 << 16;
    public const int Width = 1 << 20;
    public const int Neurons = 1 << 22;
}
