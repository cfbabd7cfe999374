using Interplay.Onnx.Graphs;
using Interplay.Onnx.Mechanistic.Rewriting;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>
/// The graph cut in two: what no mask changes, run once a prompt, and what comes after the first of some sites, run for every mask. Which values cross
/// the cut and how they grow with the batch is found by running the first part with a batch of one and of two: a value that has the batch in its
/// content instead of its shape (a computed shape), or rows of the batch in turns along one dimension, is computed again in the second part.
/// </summary>
internal sealed class MaskLevel : IDisposable
{
    private const int Shared = -1;
    private readonly InferenceSession? _before;
    private readonly InferenceSession _after;
    private readonly RunOptions _run = new();
    private readonly string[] _computed;
    private readonly string[] _inputs;

    private MaskLevel(
        IReadOnlyList<MaskSite> sites,
        InferenceSession? before,
        InferenceSession after,
        string[] computed,
        CarriedValue[] carried
    )
    {
        Sites = sites;
        Carried = carried;
        _before = before;
        _after = after;
        _computed = computed;
        HashSet<string> masked = [.. sites.Select(static site => site.Value)];
        _inputs =
        [
            .. carried.Select(value =>
                masked.Contains(value.Name) ? MaskedGraph.UnmaskedOf(value.Name) : value.Name
            ),
        ];
    }

    /// <summary>The sites that are masked here.</summary>
    public IReadOnlyList<MaskSite> Sites { get; }

    /// <summary>What crosses the cut.</summary>
    public IReadOnlyList<CarriedValue> Carried { get; }

    /// <summary>Cuts a graph before the first of some sites.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="output">The output that is read.</param>
    /// <param name="sites">The sites.</param>
    /// <param name="types">Element types of the sites and of the output.</param>
    /// <param name="replaces">Whether removed columns are replaced by an input instead of being multiplied by zero.</param>
    /// <param name="share">Whether the first part is computed once; if not, all of the graph is run for every mask.</param>
    /// <param name="sample">Inputs to find out with how values grow with the batch.</param>
    public static MaskLevel Open(
        OnnxGraph graph,
        string output,
        IReadOnlyList<MaskSite> sites,
        IReadOnlyDictionary<string, TensorElementType> types,
        bool replaces,
        bool share,
        ModelInputs sample
    )
    {
        var masked = new MaskedGraph(graph, output);
        var kept = new HashSet<int>(share ? [] : Enumerable.Range(0, graph.Index.Nodes.Count));
        while (true)
        {
            bool[] after = masked.After(sites, kept);
            string[] values = masked.Carried(after, sites);
            string[] computed = [.. values.Where(value => !graph.Index.Inputs.Contains(value))];
            InferenceSession? before =
                computed.Length == 0
                    ? null
                    : RuntimeSession.Open(
                        masked.Giving(computed).ToBytes(),
                        $"the first part of '{graph.Source}'"
                    );
            CarriedValue[] carried;
            try
            {
                carried = Classify(before, values, computed, sample);
            }
            catch
            {
                before?.Dispose();
                throw;
            }

            if (Array.Find(carried, static value => value.Axis is null) is { } stubborn)
            {
                before?.Dispose();
                foreach (CarriedValue value in carried.Where(static value => value.Axis is null))
                {
                    kept.Add(graph.Index.ProducerAt(value.Name));
                }

                continue;
            }

            var all = new Dictionary<string, TensorElementType>(types);
            foreach (CarriedValue value in carried)
            {
                all[value.Name] = value.Type;
            }

            InferenceSession session = RuntimeSession.Open(
                masked.Masked(after, values, sites, all, replaces).ToBytes(),
                $"the masked '{graph.Source}'"
            );
            return new MaskLevel(sites, before, session, computed, carried);
        }
    }

    /// <summary>What crosses the cut for a prompt.</summary>
    public HostTensor[] Before(ModelInputs inputs)
    {
        IReadOnlyDictionary<string, HostTensor> computed = ModelRun.Of(
            _before,
            _run,
            inputs.Repeat(1),
            _computed
        );
        return
        [
            .. Carried.Select(value =>
                computed.GetValueOrDefault(value.Name) ?? inputs.Tensors[value.Name].Tensor
            ),
        ];
    }

    /// <summary>Runs the second part.</summary>
    /// <param name="carried">What crosses the cut, repeated for the rows.</param>
    /// <param name="names">Names of further inputs: masks and fills.</param>
    /// <param name="values">The further inputs.</param>
    /// <param name="read">Takes the output of all rows.</param>
    public void Run(
        IReadOnlyList<OrtValue> carried,
        IReadOnlyList<string> names,
        IReadOnlyList<OrtValue> values,
        Action<OrtValue> read
    )
    {
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> results = _after.Run(
                _run,
                [.. _inputs, .. names],
                [.. carried, .. values],
                [MaskedGraph.Output]
            );
            read(results[0]);
        }
        catch (OnnxRuntimeException e)
        {
            throw ModelRun.Failed(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _before?.Dispose();
        _after.Dispose();
    }

    private static CarriedValue[] Classify(
        InferenceSession? before,
        string[] values,
        string[] computed,
        ModelInputs sample
    )
    {
        using var run = new RunOptions();
        IReadOnlyDictionary<string, HostTensor> one = ModelRun.Of(
            before,
            run,
            sample.Repeat(1),
            computed
        );
        IReadOnlyDictionary<string, HostTensor> two = ModelRun.Of(
            before,
            run,
            sample.Repeat(2),
            computed
        );
        return
        [
            .. values.Select(value =>
                sample.Tensors.TryGetValue(value, out (HostTensor Tensor, bool Repeats) input)
                    ? new CarriedValue(value, input.Tensor.Type, input.Repeats ? 0 : Shared)
                    : new CarriedValue(value, one[value].Type, Axis(one[value], two[value]))
            ),
        ];
    }

    /// <summary>The dimension that is the batch; -1 if the value has none, null if it has the batch in another way.</summary>
    private static int? Axis(HostTensor one, HostTensor two)
    {
        if (one.Shape.AsSpan().SequenceEqual(two.Shape))
        {
            return one.Bytes.AsSpan().SequenceEqual(two.Bytes) ? Shared : null;
        }

        if (one.Shape.Length != two.Shape.Length)
        {
            return null;
        }

        int[] differ =
        [
            .. Enumerable.Range(0, one.Shape.Length).Where(i => one.Shape[i] != two.Shape[i]),
        ];
        return differ is [var axis] && two.Shape[axis] == 2 * one.Shape[axis] && two.IsTwice(axis)
            ? axis
            : null;
    }
}
