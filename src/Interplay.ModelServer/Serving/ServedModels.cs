using Interplay.Onnx.Causal;
using Interplay.Onnx.Text;

namespace Interplay.ModelServer.Serving;

/// <summary>Opens a folder as what it holds.</summary>
internal static class ServedModels
{
    /// <summary>Opens a causal model (the folder has a vocab.json) or a classifier (a vocab.txt).</summary>
    /// <exception cref="InterplayException"><c>model-not-found</c> and what opening the model raises.</exception>
    public static IServedModel Open(string folder, int cores)
    {
        if (File.Exists(Path.Combine(folder, "vocab.json")))
        {
            return new ServedCausalModel(CausalModel.Load(folder), new RunGate(cores));
        }

        if (File.Exists(Path.Combine(folder, "vocab.txt")))
        {
            // The gate spreads requests over the cores; one text takes one.
            var options = new TextClassifierOptions { Cores = 1 };
            return new ServedClassifier(TextClassifier.Load(folder, options), new RunGate(cores));
        }

        throw new InterplayException(
            ErrorKind.Missing,
            "model-not-found",
            $"'{folder}' holds neither a causal model (model.onnx, vocab.json, merges.txt, model.json) nor a text classifier (model.onnx, vocab.txt)."
        );
    }
}
