namespace Interplay.Onnx;

/// <summary>The folders of the models that come with Interplay; they lie beside the running program.</summary>
public static class ShippedModels
{
    /// <summary>Sentiment of English reviews (negative, positive); its card is the README.md in the folder. Load it with <see cref="Text.TextClassifier.Load"/>.</summary>
    public static string Sentiment { get; } =
        Path.Combine(AppContext.BaseDirectory, "models", "sentiment");
}
