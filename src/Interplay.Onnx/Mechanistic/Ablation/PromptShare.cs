using System.Collections.Concurrent;
using Interplay.Onnx.Mechanistic.Rewriting;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>What all masks of one prompt share at one level: what crosses the cut and what stands in for removed components. Freed with its last run.</summary>
internal sealed class PromptShare(
    MaskLevel level,
    ModelInputs prompt,
    AblationReference? reference,
    IReadOnlyDictionary<string, TensorElementType> types
)
{
    private readonly ConcurrentDictionary<
        int,
        Lazy<(OrtValue[] Carried, OrtValue[] Fills)>
    > _repeated = new();
    private Lazy<HostTensor[]>? _before = new(() => level.Before(prompt));
    private int _open;

    /// <summary>The level.</summary>
    public MaskLevel Level => level;

    /// <summary>Tokens of the prompt, 0 for inputs that are no text.</summary>
    public int Tokens => prompt.TextTokens ?? 0;

    /// <summary>Names of the further inputs: the masks of all sites, then what stands in for them.</summary>
    public string[] Names { get; } =
    [
        .. level.Sites.Select(MaskedGraph.MaskOf),
        .. reference is null ? [] : level.Sites.Select(MaskedGraph.FillOf),
    ];

    /// <summary>Says that a run will use this.</summary>
    public void Expect() => _open++;

    /// <summary>For so many rows what crosses the cut, and what stands in for removed components (nothing for zero ablation).</summary>
    public (OrtValue[] Carried, OrtValue[] Fills) For(int rows) =>
        _repeated
            .GetOrAdd(
                rows,
                count => new Lazy<(OrtValue[], OrtValue[])>(() => (Carried(count), Fills(count)))
            )
            .Value;

    /// <summary>Says that a run is over; the last one frees the tensors.</summary>
    public void Done()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            foreach (
                Lazy<(OrtValue[] Carried, OrtValue[] Fills)> made in _repeated.Values.Where(
                    static values => values.IsValueCreated
                )
            )
            {
                foreach (OrtValue value in made.Value.Carried.Concat(made.Value.Fills))
                {
                    value.Dispose();
                }
            }

            _repeated.Clear();
            _before = null;
        }
    }

    private OrtValue[] Carried(int rows) =>
        [.. level.Carried.Zip(_before!.Value, (value, one) => value.Repeat(one, rows).ToOrt())];

    private OrtValue[] Fills(int rows) =>
        reference is null
            ? []
            :
            [
                .. level.Sites.Select(site =>
                    reference.Fill(site, types[site.Value], prompt.TextTokens, rows).ToOrt()
                ),
            ];
}
