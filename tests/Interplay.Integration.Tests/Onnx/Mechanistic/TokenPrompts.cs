namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>Prompts for the small models, of different lengths.</summary>
internal static class TokenPrompts
{
    public static int[] Long { get; } = [3, 11, 7, 0, 16, 5, 9];
    public static int[] Short { get; } = [8, 2, 14, 1];
    public static int[] Other { get; } = [12, 4, 6, 10, 13, 15, 2];
}
