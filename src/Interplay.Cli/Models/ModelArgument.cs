using System.CommandLine;

namespace Interplay.Cli.Models;

/// <summary>The argument that names a model whose components are wanted, and the option that names these.</summary>
internal static class ModelArgument
{
    public static Argument<string> Create() =>
        new("MODEL")
        {
            Description =
                "An ONNX transformer: a file, a folder with model.onnx (and tokenizer.json, vocab.txt, or vocab.json and merges.txt, to read prompts by), or a shipped one: sentiment, sentiment-small, reviews-lm.",
        };

    public static Option<string?> Components() =>
        new("--components")
        {
            HelpName = "FILE",
            Description =
                "JSON that names the components, for models in which they are not recognised; 'model inspect --json' writes such a file.",
        };
}
