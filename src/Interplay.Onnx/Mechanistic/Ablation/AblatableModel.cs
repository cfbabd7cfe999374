using System.Globalization;
using System.Runtime.ExceptionServices;
using Interplay.Masks;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Mechanistic.Rewriting;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>
/// A transformer from which components can be taken out in its forward pass: its graph rewritten so that one batch evaluates many masks. With all
/// components kept it gives what the model gives, which is checked when it is first run. Safe for use by many threads; a mask has one value on a
/// machine, whatever stands beside it.
/// </summary>
public sealed class AblatableModel : IDisposable
{
    private const string Logits = "logits";
    private const int MostLevels = 8;
    private const float Tolerance = 1e-4f;

    /// <summary>The runtime rounds numbers of 16 bits in other places once the graph is cut: each rounding is 5e-4 of the number.</summary>
    private const float ToleranceOfHalves = 1e-2f;
    private readonly Lock _opening = new();
    private readonly OnnxGraph _graph;
    private readonly AblationOptions _options;
    private readonly string _output;
    private readonly MaskSite[] _sites;
    private readonly int[] _starts;
    private readonly MaskLevel?[] _levels;
    private readonly InferenceSession _plain;
    private readonly RunOptions _run = new();
    private readonly Dictionary<string, TensorElementType> _types;
    private bool _checked;

    private AblatableModel(
        OnnxGraph graph,
        IReadOnlyList<ModelComponent> parts,
        AblationOptions options,
        string output,
        MaskSite[] sites
    )
    {
        _graph = graph;
        _options = options;
        _output = output;
        _sites = sites;
        Parts = parts;
        int levels = options.SharePrefix ? Math.Min(MostLevels, sites.Length) : 1;
        _starts = [.. Enumerable.Range(0, levels).Select(i => i * sites.Length / levels)];
        _levels = new MaskLevel?[levels];
        _plain = RuntimeSession.Open(
            new MaskedGraph(graph, output)
                .Giving(new[] { output }.Concat(sites.Select(static site => site.Value)).Distinct())
                .ToBytes(),
            $"'{graph.Source}'"
        );
        _types = _plain.OutputMetadata.ToDictionary(
            static value => value.Key,
            static value =>
                value.Value.IsTensor ? value.Value.ElementDataType : TensorElementType.DataTypeMax
        );
        if (!HostTensor.HasFloats(_types[output]))
        {
            _plain.Dispose();
            throw new InterplayException(
                ErrorKind.Request,
                "model-output-unknown",
                $"The output '{output}' has elements of the type {_types[output]}; an output of real numbers of 16, 32 or 64 bits is read. The model's outputs: {string.Join("; ", graph.Outputs)}."
            );
        }

        Fingerprint = Interplay.Fingerprint.Of(
            "ablatable-model/1",
            graph.Fingerprint,
            output,
            string.Join(',', parts.Select(static part => part.Name)),
            string.Join(
                ',',
                sites.Select(static site => $"{site.Value}:{site.Layout}:{site.Width}")
            ),
            $"{options.Kind},{options.Rescale}"
        );
    }

    /// <summary>The components that masks keep or remove, in the order of the masks' bits.</summary>
    public IReadOnlyList<ModelComponent> Parts { get; }

    /// <summary>Identity of the model, its parts and how they are taken out, the same in every process.</summary>
    public string Fingerprint { get; }

    /// <summary>Prepares a model.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="components">What is in it: see <see cref="ModelComponents.Detect"/>.</param>
    /// <param name="parts">The components to take out, at least one: see <see cref="ModelComponents.Of"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="InterplayException">
    /// <c>option-out-of-range</c>, <c>component-unknown</c>, <c>components-malformed</c>, <c>components-overlap</c>, <c>model-output-unknown</c>,
    /// <c>component-without-effect</c> or <c>model-unreadable</c>.
    /// </exception>
    public static AblatableModel Open(
        OnnxGraph graph,
        ModelComponents components,
        IReadOnlyList<ModelComponent> parts,
        AblationOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count, nameof(parts));
        AblationOptions valid = options ?? new AblationOptions();
        valid.Validate();
        if (parts.Distinct().Count() < parts.Count)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "components-overlap",
                $"{parts.GroupBy(static part => part).First(static group => group.Count() > 1).Key.Name} is named twice among the {parts.Count} parts; each component is one part."
            );
        }

        if (valid.Rescale && parts.Any(static part => part.Token is not null))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                "Heads are rescaled where parts are whole components; found parts that act at one token."
            );
        }

        string output = Output(graph, valid.Output);
        MaskSite[] sites = MaskSites.Of(graph, components, parts);
        var masked = new MaskedGraph(graph, output);
        foreach (MaskSite site in sites)
        {
            if (!masked.After([site], new HashSet<int>()).Contains(true))
            {
                throw new InterplayException(
                    ErrorKind.Request,
                    "component-without-effect",
                    $"The output '{output}' does not depend on '{site.Value}', which {parts[site.Parts.First(static of => of.Length > 0)[0].Part].Name} gives. Leave that part out or read another output."
                );
            }
        }

        return new AblatableModel(graph, parts, valid, output, sites);
    }

    /// <summary>Evaluates masks on prompts.</summary>
    /// <param name="prompts">The prompts, at least one.</param>
    /// <param name="masks">The masks over <see cref="Parts"/>, one a row.</param>
    /// <param name="read">Takes the output of each mask on each prompt.</param>
    /// <param name="reference">What stands in for removed components; needed for all kinds but zero.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    /// <exception cref="InterplayException">
    /// <c>model-input-mismatch</c>, <c>model-failed</c>, <c>graph-rewrite-differs</c>, <c>component-value-mismatch</c>, <c>token-out-of-range</c>, <c>reference-missing</c> or
    /// <c>reference-mismatch</c>.
    /// </exception>
    public void Run(
        IReadOnlyList<ModelInputs> prompts,
        MaskMatrix masks,
        RowReader read,
        AblationReference? reference = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentOutOfRangeException.ThrowIfZero(prompts.Count, nameof(prompts));
        ArgumentOutOfRangeException.ThrowIfNotEqual(masks.PartCount, Parts.Count, nameof(masks));
        if (_options.Kind != AblationKind.Zero && reference is null)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "reference-missing",
                $"{_options.Kind} ablation needs the values that stand in for what is removed: a set of reference prompts or another prompt."
            );
        }

        int longest = Parts.Max(static part => part.Token ?? -1);
        foreach (ModelInputs prompt in prompts)
        {
            prompt.Check(_graph);
            if (longest >= 0 && !(prompt.TextTokens > longest))
            {
                throw new InterplayException(
                    ErrorKind.Request,
                    "token-out-of-range",
                    $"A part acts at token {longest}, counted from 0, and a prompt has {prompt.TextTokens?.ToString() ?? "no"} tokens."
                );
            }
        }

        CheckRewriting(prompts[0], reference);
        Evaluate(prompts, masks, read, reference, cancellationToken);
    }

    /// <summary>The mean of what the components give on some prompts.</summary>
    /// <param name="prompts">The prompts, at least one.</param>
    /// <param name="over">Over all positions, or for each position.</param>
    /// <exception cref="InterplayException"><c>model-input-mismatch</c>, <c>model-failed</c> or <c>reference-mismatch</c>.</exception>
    public AblationReference MeanOf(
        IReadOnlyList<ModelInputs> prompts,
        MeanOver over = MeanOver.Positions
    )
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentOutOfRangeException.ThrowIfZero(prompts.Count, nameof(prompts));
        var means = _sites.ToDictionary(
            static site => site.Value,
            site => new MeanValue(site, over)
        );
        foreach (ModelInputs prompt in prompts)
        {
            IReadOnlyDictionary<string, HostTensor> values = SiteValues(prompt);
            foreach (MaskSite site in _sites)
            {
                means[site.Value].Add(values[site.Value]);
            }
        }

        return Reference(
            means.ToDictionary(static mean => mean.Key, static mean => mean.Value.Mean())
        );
    }

    /// <summary>What the components give on one prompt, position by position: it must have at least as many tokens as those that are explained.</summary>
    /// <exception cref="InterplayException"><c>model-input-mismatch</c> or <c>model-failed</c>.</exception>
    public AblationReference ValuesOf(ModelInputs prompt) =>
        MeanOf([prompt], MeanOver.EachPosition);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MaskLevel? level in _levels)
        {
            level?.Dispose();
        }

        _run.Dispose();
        _plain.Dispose();
    }

    /// <summary>What the whole model gives for a prompt, flat, and its dimensions, the batch 1.</summary>
    internal (float[] Output, long[] Shape) Whole(ModelInputs prompt)
    {
        prompt.Check(_graph);
        HostTensor both = ModelRun.Of(_plain, _run, prompt.Repeat(2), [_output])[_output];
        float[] numbers = both.Floats();
        long[] shape = [.. both.Shape];
        if (shape.Length > 0)
        {
            shape[0] /= 2;
        }

        return (numbers[..(numbers.Length / 2)], shape);
    }

    private static string Output(OnnxGraph graph, string? wanted)
    {
        string name =
            wanted
            ?? graph.Outputs.FirstOrDefault(static value => value.Name == Logits)?.Name
            ?? graph.Outputs[0].Name;
        return graph.Outputs.Any(value => value.Name == name)
            ? name
            : throw new InterplayException(
                ErrorKind.Request,
                "model-output-unknown",
                $"The model has no output '{name}'; its outputs: {string.Join("; ", graph.Outputs)}."
            );
    }

    private IReadOnlyDictionary<string, HostTensor> SiteValues(ModelInputs prompt)
    {
        prompt.Check(_graph);
        IReadOnlyDictionary<string, HostTensor> values = ModelRun.Of(
            _plain,
            _run,
            prompt.Repeat(1),
            [.. _sites.Select(static site => site.Value)]
        );
        foreach (MaskSite site in _sites)
        {
            site.Check(values[site.Value]);
        }

        return values;
    }

    private static AblationReference Reference(Dictionary<string, ReferenceValue> values) =>
        new(
            values,
            Interplay.Fingerprint.Of([
                .. values
                    .OrderBy(static value => value.Key, StringComparer.Ordinal)
                    .Select(static value =>
                        $"{value.Key}[{string.Join(',', value.Value.Shape)}]{Interplay.Fingerprint.OfBytes(value.Value.Bytes)}"
                    ),
            ])
        );

    private void Evaluate(
        IReadOnlyList<ModelInputs> prompts,
        MaskMatrix masks,
        RowReader read,
        AblationReference? reference,
        CancellationToken cancellationToken
    )
    {
        List<MaskRun> runs = [];
        for (int prompt = 0; prompt < prompts.Count; prompt++)
        {
            foreach (IGrouping<int, int> level in RowsByLevel(masks))
            {
                MaskLevel opened = Level(level.Key, prompts[0], reference);
                var share = new PromptShare(opened, prompts[prompt], reference, _types);
                int size =
                    _options.RowsPerRun > 0 ? _options.RowsPerRun : prompts[prompt].RowsPerRun;
                runs.AddRange(
                    level.Chunk(Math.Max(size, 2)).Select(rows => new MaskRun(prompt, share, rows))
                );
            }
        }

        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism =
                _options.MaxDegreeOfParallelism > 0
                    ? _options.MaxDegreeOfParallelism
                    : Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        };
        try
        {
            Parallel.ForEach(Partition(runs), parallel, run => run.Read(masks, _options, read));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    /// <summary>In order, one run at a time: a prompt's share is freed when its last run is over.</summary>
    private static System.Collections.Concurrent.Partitioner<MaskRun> Partition(
        List<MaskRun> runs
    ) =>
        System.Collections.Concurrent.Partitioner.Create(
            runs,
            System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering
        );

    /// <summary>
    /// Masks by where the graph must be entered for them: the last level whose sites are all that they remove from. It depends on the mask alone,
    /// so that a mask has one value. A mask that removes nothing runs all of it.
    /// </summary>
    private IEnumerable<IGrouping<int, int>> RowsByLevel(MaskMatrix masks) =>
        Enumerable
            .Range(0, masks.RowCount)
            .GroupBy(row =>
            {
                int first = Array.FindIndex(_sites, site => site.Removes(masks, row));
                return first < 0 ? 0 : Array.FindLastIndex(_starts, start => start <= first);
            })
            .OrderBy(static group => group.Key);

    /// <summary>A level, opened and checked when it is first needed.</summary>
    private MaskLevel Level(int level, ModelInputs sample, AblationReference? reference)
    {
        lock (_opening)
        {
            if (_levels[level] is { } open)
            {
                return open;
            }

            var opened = MaskLevel.Open(
                _graph,
                _output,
                _sites[_starts[level]..],
                _types,
                _options.Kind != AblationKind.Zero,
                _options.SharePrefix,
                sample
            );
            try
            {
                Check(opened, sample, reference);
            }
            catch
            {
                opened.Dispose();
                throw;
            }

            return _levels[level] = opened;
        }
    }

    /// <summary>Once, on the first prompt: the sites are what they were said to be, and the whole graph can be masked.</summary>
    private void CheckRewriting(ModelInputs prompt, AblationReference? reference)
    {
        lock (_opening)
        {
            if (_checked)
            {
                return;
            }

            SiteValues(prompt);
            Level(0, prompt, reference);
            _checked = true;
        }
    }

    /// <summary>With everything kept a level gives what the model gives.</summary>
    private void Check(MaskLevel level, ModelInputs prompt, AblationReference? reference)
    {
        float[] plain = Whole(prompt).Output;
        float scale = plain.Aggregate(1f, static (most, value) => Math.Max(most, Math.Abs(value)));
        float allowed =
            scale
            * (_types.ContainsValue(TensorElementType.Float16) ? ToleranceOfHalves : Tolerance);
        var share = new PromptShare(level, prompt, reference, _types);
        new MaskRun(0, share, [0]).Read(
            MaskMatrix.From([Mask.Full(Parts.Count)]),
            _options,
            Compare
        );

        void Compare(int of, int row, ReadOnlySpan<float> output)
        {
            for (int i = 0; i < Math.Max(plain.Length, output.Length); i++)
            {
                if (output.Length != plain.Length || !(Math.Abs(output[i] - plain[i]) <= allowed))
                {
                    throw new InterplayException(
                        ErrorKind.Data,
                        "graph-rewrite-differs",
                        $"With all components kept '{_graph.Source}' gives {(output.Length == plain.Length ? string.Create(CultureInfo.InvariantCulture, $"{output[i]}") : $"{output.Length} numbers")} where the model gives {(output.Length == plain.Length ? string.Create(CultureInfo.InvariantCulture, $"{plain[i]}") : $"{plain.Length}")}, so what would be measured is not the model. Name the components in a file (docs/circuits.md), or turn sharing of the first layers off."
                    );
                }
            }
        }
    }
}
