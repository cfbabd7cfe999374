using System.Globalization;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Mechanistic.Readings;

namespace Interplay.Onnx.Mechanistic.Studies;

/// <summary>What a run on a model was about, in sentences that travel with the explanation.</summary>
internal static class ModelSentence
{
    /// <summary>What was asked of which model and how its components were taken out.</summary>
    public static string Of(ModelStudy study)
    {
        ModelStudyRequest request = study.Request;
        string parts = string.Join(
            ", ",
            study
                .Model.Parts.CountBy(static part => part.Kind)
                .Select(static kind => Counted(kind.Value, kind.Key))
        );
        string prompts =
            study.Prompts.Count == 1 ? "one prompt"
            : request.EachPrompt ? $"{study.Prompts.Count} prompts, each an output"
            : $"{study.Prompts.Count} prompts, their mean";
        string scaled = request.Ablation.Rescale
            ? ", the kept heads and neurons of a layer multiplied by their number over the number kept"
            : "";
        string where = request.ByToken
            ? $", each at {study.Model.Parts.Select(static part => part.Token).Distinct().Count()} tokens,"
            : "";
        return $"{parts}{where} of {request.Source.Name}, {request.Source.Components.Layers.Count} layers. Explained is the {ComponentFunction.NameOf(request.Readout)} of {Asked(study)} on {prompts}. What is removed is {Replaced(request)}{scaled}.";
    }

    private static string Asked(ModelStudy study) =>
        study.Prompts.All(static prompt => prompt.Target is null)
            ? "the whole model's own answer"
            : "the given answer";

    private static string Replaced(ModelStudyRequest request) =>
        request.Ablation.Kind switch
        {
            AblationKind.Mean =>
                $"replaced by its mean over {(request.Reference is { } prompts ? prompts.Name : "these prompts")}{(request.MeanOver == MeanOver.EachPosition ? ", position by position" : "")}",
            AblationKind.Resample => "replaced by what it gives on another prompt",
            _ => "set to zero",
        };

    private static string Counted(int count, ComponentKind kind)
    {
        string name = kind switch
        {
            ComponentKind.Head => "head",
            ComponentKind.Mlp => "MLP",
            ComponentKind.Neuron => "neuron",
            _ => "whole layer",
        };
        return $"{count.ToString(CultureInfo.InvariantCulture)} {name}{(count == 1 ? "" : "s")}";
    }
}
