using Interplay.Onnx.Mechanistic.Discovery;
using static Interplay.Integration.Tests.Onnx.Mechanistic.Transformers.NaiveSteps;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>The forward pass written down once more, in double precision and without ONNX: token by token, head by head.</summary>
internal sealed class NaiveTransformer(TransformerShape shape, TransformerWeights weights)
{
    /// <summary>The logits, flat.</summary>
    public double[] Logits(int[] tokens, ComponentEdit? edit = null)
    {
        edit ??= static (_, given) => given;
        double[][] hidden =
        [
            .. tokens.Select(
                (token, at) =>
                    shape.HasRotary
                        ? weights.Words.Row(token)
                        : Sum(weights.Words.Row(token), weights.Positions.Row(at))
            ),
        ];
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            LayerWeights own = weights.Layers[layer];
            if (shape.RunsSideBySide)
            {
                hidden = Block(
                    hidden,
                    own.First,
                    read => [.. Attention(read, layer, edit).Zip(Mlp(read, layer, edit), Sum)]
                );
                continue;
            }

            hidden = Block(hidden, own.First, read => Attention(read, layer, edit));
            hidden = Block(hidden, own.Second, read => Mlp(read, layer, edit));
        }

        if (shape.IsNormalisedFirst)
        {
            hidden = Normalised(hidden, weights.Last);
        }

        return
        [
            .. hidden
                .Take(shape.ReadsFirstToken ? 1 : hidden.Length)
                .SelectMany(state => Apply(weights.Classes, state)),
        ];
    }

    private double[][] Block(double[][] hidden, Norm norm, Func<double[][], double[][]> block)
    {
        double[][] added = block(shape.IsNormalisedFirst ? Normalised(hidden, norm) : hidden);
        double[][] sum = [.. hidden.Zip(added, Sum)];
        return shape.IsNormalisedFirst ? sum : Normalised(sum, norm);
    }

    private double[][] Normalised(double[][] states, Norm norm) =>
        [.. states.Select(state => Normalise(state, norm, shape.IsRootMeanSquare, shape.Epsilon))];

    private double[][] Attention(double[][] read, int layer, ComponentEdit edit)
    {
        LayerWeights own = weights.Layers[layer];
        double[][] queries = Heads(read, own.Query, rotates: true);
        double[][] keys = Heads(read, own.Key, rotates: true);
        double[][] values = Heads(read, own.Value, rotates: false);
        int width = shape.Width;
        int group = shape.Heads / shape.KeyValueHeads;
        var added = new double[read.Length][];
        for (int at = 0; at < read.Length; at++)
        {
            var all = new List<double>();
            for (int head = 0; head < shape.Heads; head++)
            {
                int shared = head / group * width;
                int seen = shape.IsCausal ? at + 1 : read.Length;
                double[] shares = Softmax([
                    .. Enumerable
                        .Range(0, seen)
                        .Select(other =>
                            Dot(
                                queries[at].AsSpan(head * width, width),
                                keys[other].AsSpan(shared, width)
                            ) / Math.Sqrt(width)
                        ),
                ]);
                var given = new double[width];
                for (int i = 0; i < width; i++)
                {
                    given[i] = shares.Select((share, k) => share * values[k][shared + i]).Sum();
                }

                all.AddRange(edit(new ModelComponent(ComponentKind.Head, layer, head, at), given));
            }

            added[at] = edit(
                new ModelComponent(ComponentKind.Layer, layer, 0, at),
                Apply(own.Out, [.. all])
            );
        }

        return added;
    }

    private double[][] Heads(double[][] read, Linear linear, bool rotates)
    {
        double[][] all = [.. read.Select(state => Apply(linear, state))];
        for (int at = 0; at < all.Length && rotates && shape.HasRotary; at++)
        {
            for (int from = 0; from < all[at].Length; from += shape.Width)
            {
                Rotate(all[at].AsSpan(from, shape.Width), at);
            }
        }

        return all;
    }

    private double[][] Mlp(double[][] read, int layer, ComponentEdit edit)
    {
        LayerWeights own = weights.Layers[layer];
        var added = new double[read.Length][];
        for (int at = 0; at < read.Length; at++)
        {
            double[] up = Apply(own.Up, read[at]);
            double[] active = Apply(shape.IsGated ? own.Gate : own.Up, read[at]);
            var neurons = new double[up.Length];
            for (int i = 0; i < up.Length; i++)
            {
                double value = Activate(shape.Activation, active[i]);
                neurons[i] = edit(
                    new ModelComponent(ComponentKind.Neuron, layer, i, at),
                    [shape.IsGated ? value * up[i] : value]
                )[0];
            }

            added[at] = edit(
                new ModelComponent(ComponentKind.Mlp, layer, 0, at),
                Apply(own.Down, neurons)
            );
        }

        return added;
    }
}
