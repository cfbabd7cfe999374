namespace Interplay.Models;

/// <summary>The folders of the models that come with Interplay; they lie beside the running program.</summary>
public static class ShippedModels
{
    /// <summary>Sentiment of English reviews (negative, positive); its card is the README.md in the folder. Load it with <c>TextClassifier.Load</c>.</summary>
    public static string Sentiment { get; } = FolderOf("sentiment");

    /// <summary>The same task, a twelfth of the size, and hardly any negation; its card is the README.md in the folder.</summary>
    public static string SentimentSmall { get; } = FolderOf("sentiment-small");

    /// <summary>A small causal language model of English reviews and of questions about documents; its card is the README.md in the folder. Load it with <c>CausalModel.Load</c>.</summary>
    public static string ReviewsLm { get; } = FolderOf("reviews-lm");

    /// <summary>The names by which shipped models are asked for: those of their folders.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [.. new[] { Sentiment, SentimentSmall, ReviewsLm }.Select(Path.GetFileName)!];

    /// <summary>The path that is meant by a word: a folder of that name or what is written as a path, else the shipped model of that name.</summary>
    /// <param name="model">A path, or one of <see cref="Names"/>.</param>
    /// <exception cref="InterplayException"><c>unknown-model</c>: a bare name that is neither a folder nor one of <see cref="Names"/>.</exception>
    public static string Find(string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        if (
            Directory.Exists(model)
            || Path.HasExtension(model)
            || model.AsSpan().ContainsAny('/', '\\')
        )
        {
            return model;
        }

        return Names.Contains(model, StringComparer.Ordinal)
            ? FolderOf(model)
            : throw new InterplayException(
                ErrorKind.Request,
                "unknown-model",
                $"No shipped model is called '{model}'. Known are {string.Join(", ", Names)}; a model of your own is a folder, such as ./my-model."
            );
    }

    private static string FolderOf(string name) =>
        Path.Combine(AppContext.BaseDirectory, "models", name);
}
