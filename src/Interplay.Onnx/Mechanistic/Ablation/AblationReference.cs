using Interplay.Onnx.Mechanistic.Rewriting;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>What stands in place of removed components: see <see cref="AblatableModel.MeanOf"/> and <see cref="AblatableModel.ValuesOf"/>. Immutable.</summary>
public sealed class AblationReference
{
    private readonly IReadOnlyDictionary<string, ReferenceValue> _values;

    internal AblationReference(
        IReadOnlyDictionary<string, ReferenceValue> values,
        string fingerprint
    )
    {
        _values = values;
        Fingerprint = fingerprint;
    }

    /// <summary>Identity of the values, the same in every process on one machine.</summary>
    public string Fingerprint { get; }

    /// <summary>What stands in for a site of a prompt of so many tokens, for so many rows.</summary>
    /// <exception cref="InterplayException"><c>reference-mismatch</c>.</exception>
    internal HostTensor Fill(MaskSite site, TensorElementType type, int? tokens, int rows)
    {
        if (!_values.TryGetValue(site.Value, out ReferenceValue? value))
        {
            throw Mismatch($"no values for '{site.Value}'; it was made for other parts");
        }

        HostTensor fitting =
            value.Fitting(site.TokenAxis, tokens)
            ?? throw Mismatch(
                $"values of the shape [{string.Join(", ", value.Shape)}] for '{site.Value}', and the prompt has {tokens} tokens; a reference of its own for each position needs at least as many tokens as the prompt"
            );
        HostTensor typed = fitting.As(type);
        return site.Layout == SiteLayout.InBatch ? typed.Repeat(0, rows) : typed;

        static InterplayException Mismatch(string found) =>
            new(
                ErrorKind.Request,
                "reference-mismatch",
                $"What should stand in for removed components has {found}."
            );
    }
}
