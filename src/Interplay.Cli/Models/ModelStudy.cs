using Interplay.Lenses;
using Interplay.Onnx.Mechanistic;

namespace Interplay.Cli.Models;

/// <summary>A model opened for ablation, the prompts it is asked and what is read of its answers.</summary>
internal sealed class ModelStudy : IDisposable
{
    private readonly AblationReference? _reference;

    private ModelStudy(
        ModelRequest request,
        ModelSource source,
        AblatableModel model,
        AblationReference? reference,
        IReadOnlyList<ModelPrompt> prompts
    )
    {
        Request = request;
        Source = source;
        Model = model;
        _reference = reference;
        Prompts = prompts;
        Function = FunctionOf(prompts, request.Readout, request.EachPrompt);
        Parts = ComponentParts.Of(model.Parts);
    }

    public ModelRequest Request { get; }

    public ModelSource Source { get; }

    public AblatableModel Model { get; }

    public IReadOnlyList<ModelPrompt> Prompts { get; }

    public ComponentFunction Function { get; }

    public IReadOnlyList<Part> Parts { get; }

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
        IReadOnlyList<ModelPrompt> prompts = reader.Read(
            request.PromptsPath is { } path
                ? await PromptFile.ReadAsync(path, cancellationToken)
                : request.Prompts.Select(static text => new PromptLine { Text = text })
        );
        var model = AblatableModel.Open(
            source.Graph,
            source.Components,
            ComponentChoice.Of(source.Components, request.Parts, request.Layers),
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
                                .Select(static prompt => prompt.Inputs),
                        ]
                        : [.. prompts.Select(static prompt => prompt.Inputs)],
                    request.MeanOfEachPosition ? MeanOver.EachPosition : MeanOver.Positions
                ),
                AblationKind.Resample => model.ValuesOf(
                    reader.Read([new PromptLine { Text = request.ResampleFrom }])[0].Inputs
                ),
                _ => null,
            };
            return new ModelStudy(request, source, model, reference, prompts);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The model's answers to other prompts, or read in another way.</summary>
    public ComponentFunction FunctionOf(
        IReadOnlyList<ModelPrompt> prompts,
        ModelReadout readout,
        bool eachPrompt = false
    ) => new(Model, prompts, readout, _reference, eachPrompt);

    /// <summary>The prompts of another file.</summary>
    public async Task<IReadOnlyList<ModelPrompt>> ReadAsync(
        string path,
        CancellationToken cancellationToken
    ) => new PromptReader(Source).Read(await PromptFile.ReadAsync(path, cancellationToken));

    public void Dispose() => Model.Dispose();

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
