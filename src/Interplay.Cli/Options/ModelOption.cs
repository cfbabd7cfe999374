using System.CommandLine;

namespace Interplay.Cli.Options;

/// <summary>The option that names a model.</summary>
internal static class ModelOption
{
    private const string Default = "sentiment";

    public static Option<string> Create() =>
        new("--model")
        {
            HelpName = "NAME",
            Description =
                $"The model to ask: {Default} or sentiment-small (English reviews, shipped), or the folder of a text classifier with model.onnx, config.json and tokenizer.json or vocab.txt.",
            DefaultValueFactory = static _ => Default,
        };
}
