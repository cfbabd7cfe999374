namespace Interplay.Onnx.Text;

/// <summary>What the numbers of a model's labels are.</summary>
internal enum LabelScale
{
    /// <summary>One of the labels is right: log-odds of each against all others.</summary>
    OneOfThem,

    /// <summary>Each label is right or not by itself: log-odds of each.</summary>
    EachAlone,

    /// <summary>Numbers as the model gives them.</summary>
    Numbers,
}
