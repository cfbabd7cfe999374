using Interplay.Onnx;

namespace Interplay.Cli.Options;

/// <summary>How <c>--model</c> is spelled: the name of a shipped model or a folder.</summary>
internal static class ModelChoice
{
    public const string Default = "sentiment";

    /// <summary>The folder of a model.</summary>
    /// <exception cref="InterplayException"><c>unknown-model</c>.</exception>
    public static string Folder(string model) =>
        model == Default ? ShippedModels.Sentiment
        : model.AsSpan().ContainsAny('/', '\\') || Directory.Exists(model) ? model
        : throw new InterplayException(
            ErrorKind.Request,
            "unknown-model",
            $"No shipped model is called '{model}'. Known is {Default}; a model of your own is a folder as Optimum exports it, with model.onnx, config.json and tokenizer.json or vocab.txt, such as ./my-model."
        );
}
