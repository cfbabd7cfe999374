using Interplay.Masks;
using Interplay.Onnx.Mechanistic.Rewriting;
using Microsoft.ML.OnnxRuntime;

namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>One run of the masked graph: some masks of one prompt. A single mask is run beside its own copy, as one row takes other summation paths.</summary>
internal sealed class MaskRun
{
    private readonly int _prompt;
    private readonly PromptShare _share;
    private readonly int[] _rows;

    public MaskRun(int prompt, PromptShare share, int[] rows)
    {
        _prompt = prompt;
        _share = share;
        _rows = rows;
        share.Expect();
    }

    /// <summary>Runs it.</summary>
    public void Read(MaskMatrix masks, AblationOptions options, RowReader read)
    {
        int rows = Math.Max(_rows.Length, 2);
        var values = new List<OrtValue>();
        try
        {
            (OrtValue[] carried, OrtValue[] fills) = _share.For(rows);
            foreach (MaskSite site in _share.Level.Sites)
            {
                values.Add(MaskOf(site, masks, options, rows));
            }

            _share.Level.Run(
                carried,
                _share.Names,
                [.. values, .. fills],
                output =>
                {
                    ReadOnlySpan<float> all = output.GetTensorDataAsSpan<float>();
                    int width = all.Length / rows;
                    for (int i = 0; i < _rows.Length; i++)
                    {
                        read(_prompt, _rows[i], all.Slice(i * width, width));
                    }
                }
            );
        }
        finally
        {
            values.ForEach(static value => value.Dispose());
            _share.Done();
        }
    }

    private OrtValue MaskOf(MaskSite site, MaskMatrix masks, AblationOptions options, int rows)
    {
        int tokens = _share.Tokens;
        int width = site.MaskWidth(tokens);
        if (options.Kind != AblationKind.Zero)
        {
            var kept = new bool[rows * width];
            for (int i = 0; i < rows; i++)
            {
                site.Fill<bool>(masks, Row(i), kept.AsSpan(i * width, width), true, false, true);
            }

            return OrtValue.CreateTensorValueFromMemory(kept, site.MaskShape(rows, tokens));
        }

        var factors = new float[rows * width];
        for (int i = 0; i < rows; i++)
        {
            site.Fill(
                masks,
                Row(i),
                factors.AsSpan(i * width, width),
                options.Rescale ? site.Scale(masks, Row(i)) : 1f,
                0f,
                1f
            );
        }

        return OrtValue.CreateTensorValueFromMemory(factors, site.MaskShape(rows, tokens));
    }

    private int Row(int place) => _rows[Math.Min(place, _rows.Length - 1)];
}
