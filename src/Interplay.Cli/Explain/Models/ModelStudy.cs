using Interplay.Cli.Models;
using Interplay.Cli.Options;
using Interplay.Lenses;
using Interplay.Onnx.Mechanistic;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Models;

/// <summary>A model opened for ablation, the prompts it is asked and what is read of its answers.</summary>
internal sealed class ModelStudy : IDisposable
{
    /// <summary>Groups of prompts between which interactions must carry over to be pruned by, and the fewest prompts of one.</summary>
    private const int Groups = 5;
    private const int LeastPerGroup = 2;

    private readonly AblationReference? _reference;

    private ModelStudy(
        ModelRequest request,
        ModelSource source,
        AblatableModel model,
        AblationReference? reference,
        IReadOnlyList<AskedPrompt> prompts
    )
    {
        Request = request;
        Source = source;
        Model = model;
        _reference = reference;
        Prompts = prompts;
        Function = FunctionOf(prompts, request.Readout, request.EachPrompt);
        Parts = Named(source, prompts, ComponentParts.Of(model.Parts));
        if (request.Removed.Count > 0 && prompts.Count >= LeastPerGroup * Groups)
        {
            PerPrompt = FunctionOf(prompts, request.Readout, eachPrompt: true);
        }
    }

    public ModelRequest Request { get; }

    public ModelSource Source { get; }

    public AblatableModel Model { get; }

    public IReadOnlyList<AskedPrompt> Prompts { get; }

    public ComponentFunction Function { get; }

    /// <summary>The same with each prompt as an output, where parts are pruned and prompts are enough to be compared in groups; null elsewhere.</summary>
    public ComponentFunction? PerPrompt { get; }

    /// <summary>What is explained of <see cref="PerPrompt"/>: the mean.</summary>
    public IReadout? Mean =>
        PerPrompt is { } each ? MeanReadout.OfAll(Function.Outputs[0], each.Outputs.Count) : null;

    /// <summary>Means of groups of prompts.</summary>
    public IReadout? GroupMeans =>
        PerPrompt is { } each ? MeanReadout.OfGroups("group", each.Outputs.Count, Groups) : null;

    public IReadOnlyList<Part> Parts { get; }

    /// <summary>The same on the prompts that pruning is checked on; null for none.</summary>
    public ComponentFunction? TestFunction { get; private set; }

    /// <summary>Reads the model and the prompts.</summary>
    /// <exception cref="InterplayException">What is wrong with the request, the model or the prompts.</exception>
    public static async Task<ModelStudy> CreateAsync(
        ModelRequest request,
        CancellationToken cancellationToken
    )
    {
        Check(request);
        var source = ModelSource.Read(request.Model, request.ComponentsPath);
        var reader = new PromptReader(source);
        IReadOnlyList<AskedPrompt> prompts = reader.Read(
            request.PromptsPath is { } path
                ? await PromptFile.ReadAsync(path, cancellationToken)
                : request.Prompts.Select(static text => new PromptLine { Text = text })
        );
        var model = AblatableModel.Open(
            source.Graph,
            source.Components,
            Chosen(request, source, prompts),
            request.Ablation
        );
        try
        {
            AblationReference? reference = request.Ablation.Kind switch
            {
                AblationKind.Mean => model.MeanOf(
                    request.ReferencePath is { } file
                        ?
                        [
                            .. reader
                                .Read(await PromptFile.ReadAsync(file, cancellationToken))
                                .Select(static prompt => prompt.Prompt.Inputs),
                        ]
                        : [.. prompts.Select(static prompt => prompt.Prompt.Inputs)],
                    request.MeanOfEachPosition ? MeanOver.EachPosition : MeanOver.Positions
                ),
                AblationKind.Resample => model.ValuesOf(
                    reader.Read([new PromptLine { Text = request.ResampleFrom }])[0].Prompt.Inputs
                ),
                _ => null,
            };
            var study = new ModelStudy(request, source, model, reference, prompts);
            ModelPruning.Check(request, study.Parts.Count);
            if (request.TestPromptsPath is { } test)
            {
                study.TestFunction = study.FunctionOf(
                    reader.Read(await PromptFile.ReadAsync(test, cancellationToken)),
                    request.Readout
                );
            }

            return study;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private ComponentFunction FunctionOf(
        IReadOnlyList<AskedPrompt> prompts,
        ModelReadout readout,
        bool eachPrompt = false
    ) =>
        new(
            Model,
            [.. prompts.Select(static prompt => prompt.Prompt)],
            readout,
            _reference,
            eachPrompt
        );

    public void Dispose() => Model.Dispose();

    /// <summary>The components that were asked for; each at each token where that was asked for.</summary>
    private static IReadOnlyList<ModelComponent> Chosen(
        ModelRequest request,
        ModelSource source,
        IReadOnlyList<AskedPrompt> prompts
    )
    {
        IReadOnlyList<ModelComponent> chosen = ComponentChoice.Of(
            source.Components,
            request.Parts,
            request.Layers
        );
        if (!request.ByToken)
        {
            return chosen;
        }

        int[] tokens = [.. prompts.Select(static prompt => prompt.Tokens.Count).Distinct()];
        return tokens is [var count]
            ?
            [
                .. Enumerable
                    .Range(0, count)
                    .SelectMany(token => chosen.Select(part => part with { Token = token })),
            ]
            : throw new InterplayException(
                ErrorKind.Request,
                "token-out-of-range",
                $"With --by-token all prompts have the same number of tokens; found {string.Join(", ", tokens.Order())}."
            );
    }

    /// <summary>Where parts act at one token of the only prompt, what that token says.</summary>
    private static IReadOnlyList<Part> Named(
        ModelSource source,
        IReadOnlyList<AskedPrompt> prompts,
        IReadOnlyList<Part> parts
    ) =>
        prompts.Count != 1 || source.Tokenizer is not { } tokenizer
            ? parts
            :
            [
                .. parts.Select(part =>
                    part.Place?.Token is { } token
                        ? part with
                        {
                            Text =
                                $"{part.Text} {tokenizer.TextOf(prompts[0].Tokens[token]).Trim()}",
                        }
                        : part
                ),
            ];

    private static void Check(ModelRequest request)
    {
        if (request.PromptsPath is null == (request.Prompts.Count == 0))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "prompts-missing",
                $"A model is asked something: --prompts FILE, or --prompt TEXT once or more; found {(request.PromptsPath is null ? "neither" : "both")}."
            );
        }

        ModelPruning.Check(request);
        if ((request.Ablation.Kind == AblationKind.Resample) != (request.ResampleFrom is not null))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "reference-missing",
                "--ablation resample takes what stands in for removed parts from another prompt, --resample-from TEXT; give both or neither."
            );
        }

        if (request.ReferencePath is not null && request.Ablation.Kind != AblationKind.Mean)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "reference-missing",
                $"--reference names the prompts that a mean is taken over, for --ablation mean; found {request.Ablation.Kind.ToString().ToLowerInvariant()}."
            );
        }
    }
}
