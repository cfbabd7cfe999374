namespace Interplay.Onnx;

/// <summary>The folders of the models that come with Interplay; they lie beside the running program.</summary>
public static class ShippedModels
{
    /// <summary>Sentiment of English reviews (negative, positive); its card is the README.md in the folder. Load it with <see cref="Text.TextClassifier.Load"/>.</summary>
    public static string Sentiment { get; } =
        Path.Combine(AppContext.BaseDirectory, "models", "sentiment");

    /// <summary>A small causal language model of English reviews and of questions about documents; its card is the README.md in the folder. Load it with <see cref="Causal.CausalModel.Load"/>.</summary>
    public static string ReviewsLm { get; } =
        Path.Combine(AppContext.BaseDirectory, "models", "reviews-lm");
}
