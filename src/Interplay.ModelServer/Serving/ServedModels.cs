using Interplay.Onnx.Causal;
using Interplay.Onnx.Text;

namespace Interplay.ModelServer.Serving;

/// <summary>Opens a folder as what it holds.</summary>
internal static class ServedModels
{
    /// <summary>Files that say how a text classifier reads texts, or what its labels are.</summary>
    private static readonly string[] ClassifierFiles =
    [
        "vocab.txt",
        "tokenizer.json",
        "tokenizer_config.json",
        "config.json",
    ];

    /// <summary>Opens a causal model (the folder has a model.json, or a vocab.json and nothing that a classifier has) or a classifier.</summary>
    /// <exception cref="InterplayException"><c>model-not-found</c> and what opening the model raises.</exception>
    public static IServedModel Open(string folder, int cores)
    {
        bool isClassifier = ClassifierFiles.Any(Has) && !Has("model.json");
        if (Has("vocab.json") && !isClassifier)
        {
            return new ServedCausalModel(CausalModel.Load(folder), new RunGate(cores));
        }

        if (isClassifier)
        {
            return new ServedClassifier(Classifier(folder), new RunGate(cores));
        }

        throw new InterplayException(
            ErrorKind.Missing,
            "model-not-found",
            $"'{folder}' holds neither a causal model (model.onnx, vocab.json, merges.txt, model.json) nor a text classifier (model.onnx, config.json, and tokenizer.json or vocab.txt)."
        );

        bool Has(string name) => File.Exists(Path.Combine(folder, name));
    }

    private static TextClassifier Classifier(string folder)
    {
        // The gate spreads requests over the cores; one text takes one.
        var classifier = TextClassifier.Load(folder, new TextClassifierOptions { Cores = 1 });
        if (classifier.HasOneLabel)
        {
            return classifier;
        }

        classifier.Dispose();
        throw new InterplayException(
            ErrorKind.Data,
            "model-not-a-text-classifier",
            $"The model of '{folder}' gives {classifier.Labels.Count} numbers of which none excludes another (a regression, or labels that may be right together); what is served chooses one of several labels as its answer."
        );
    }
}
