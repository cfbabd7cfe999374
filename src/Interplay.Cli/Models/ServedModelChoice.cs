using Interplay.Onnx;

namespace Interplay.Cli.Models;

/// <summary>Which model <c>serve-model</c> serves: a shipped one by name, or a folder.</summary>
internal static class ServedModelChoice
{
    public const string Default = "reviews-lm";

    /// <summary>The folder of a model and the name that clients know it by unless told otherwise.</summary>
    /// <exception cref="InterplayException"><c>unknown-model</c>.</exception>
    public static (string Folder, string Name) Find(string model) =>
        model switch
        {
            "sentiment" => (ShippedModels.Sentiment, model),
            Default => (ShippedModels.ReviewsLm, model),
            _ when model.AsSpan().ContainsAny('/', '\\') || Directory.Exists(model) => (
                model,
                Path.GetFileName(Path.GetFullPath(model).TrimEnd('/', '\\'))
            ),
            _ => throw new InterplayException(
                ErrorKind.Request,
                "unknown-model",
                $"No shipped model is called '{model}'. Known are {Default} and sentiment; a model of your own is a folder, such as ./my-model."
            ),
        };
}
