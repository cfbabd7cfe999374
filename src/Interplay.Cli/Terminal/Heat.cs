using Spectre.Console;

namespace Interplay.Cli.Terminal;

/// <summary>Colours of effects: green raises, red lowers, the stronger the deeper.</summary>
internal static class Heat
{
    private static readonly (int R, int G, int B) PaleGreen = (200, 230, 201);
    private static readonly (int R, int G, int B) DeepGreen = (27, 112, 44);
    private static readonly (int R, int G, int B) PaleRed = (255, 210, 204);
    private static readonly (int R, int G, int B) DeepRed = (176, 24, 24);

    /// <summary>The style of an effect between -1 and 1; plain below the faint.</summary>
    public static Style Of(double effect, double faint)
    {
        double size = Math.Min(1, Math.Abs(effect));
        if (size <= faint)
        {
            return Style.Plain;
        }

        (int R, int G, int B) pale = effect > 0 ? PaleGreen : PaleRed;
        (int R, int G, int B) deep = effect > 0 ? DeepGreen : DeepRed;
        return new Style(
            size > 0.55 ? Color.White : Color.Black,
            new Color(
                Mix(pale.R, deep.R, size),
                Mix(pale.G, deep.G, size),
                Mix(pale.B, deep.B, size)
            )
        );
    }

    /// <summary>The style of a signed number.</summary>
    public static Style Sign(double value) => new(value > 0 ? Color.Green : Color.Red);

    private static byte Mix(int pale, int deep, double size) =>
        (byte)Math.Round(pale + (deep - pale) * size);
}
