using Interplay.Interactions;
using Interplay.Lenses;
using Interplay.Masks;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Mechanistic.Readings;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Onnx.Mechanistic.Studies;

/// <summary>
/// A study of a model: the model opened for ablation, the prompts it is asked and what is read of its answers. <see cref="Explainer"/>
/// explains what <see cref="RunOf"/> gives.
/// </summary>
public sealed class ModelStudy : IDisposable
{
    /// <summary>Groups of prompts between which interactions must carry over to be pruned by, and the fewest prompts of one.</summary>
    private const int Groups = 5;
    private const int LeastPerGroup = 2;

    private readonly AblationReference? _reference;
    private readonly ComponentFunction? _perPrompt;

    private ModelStudy(
        ModelStudyRequest request,
        AblatableModel model,
        AblationReference? reference,
        IReadOnlyList<(int[] Tokens, ModelPrompt Prompt)> prompts
    )
    {
        Request = request;
        Model = model;
        _reference = reference;
        Prompts = [.. prompts.Select(static prompt => prompt.Prompt)];
        Function = FunctionOf(Prompts, request.EachPrompt);
        Parts = Named(request.Source, prompts, ComponentParts.Of(model.Parts));
        request.CheckRemoved(Parts.Count);
        if (request.Removed.Count > 0 && prompts.Count >= LeastPerGroup * Groups)
        {
            _perPrompt = FunctionOf(Prompts, eachPrompt: true);
        }
    }

    /// <summary>What was asked.</summary>
    public ModelStudyRequest Request { get; }

    /// <summary>The model, with the chosen components as its parts.</summary>
    public AblatableModel Model { get; }

    /// <summary>The prompts as the model reads them.</summary>
    public IReadOnlyList<ModelPrompt> Prompts { get; }

    /// <summary>The parts as reports show them: at one token of the only prompt, with what that token says.</summary>
    public IReadOnlyList<Part> Parts { get; }

    /// <summary>The answers to the prompts, their mean or each.</summary>
    public ComponentFunction Function { get; }

    /// <summary>The same on the prompts that pruning is checked on; null for none.</summary>
    public ComponentFunction? TestFunction { get; private set; }

    /// <summary>Opens the model and reads the prompts.</summary>
    /// <exception cref="InterplayException">What is wrong with the request, the model or the prompts.</exception>
    public static ModelStudy Create(ModelStudyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ModelSource source = request.Validated().Source;
        var reader = new PromptTokens(source);
        IReadOnlyList<(int[] Tokens, ModelPrompt Prompt)> prompts = reader.Read(
            request.Prompts.Prompts
        );
        var model = AblatableModel.Open(
            source.Graph,
            source.Components,
            Chosen(request, [.. prompts.Select(static prompt => prompt.Tokens.Length).Distinct()]),
            request.Ablation
        );
        try
        {
            AblationReference? reference = request.Ablation.Kind switch
            {
                AblationKind.Mean => model.MeanOf(
                    [
                        .. (
                            request.Reference is { } others ? reader.Read(others.Prompts) : prompts
                        ).Select(static prompt => prompt.Prompt.Inputs),
                    ],
                    request.MeanOver
                ),
                AblationKind.Resample => model.ValuesOf(
                    reader.Read([request.ResampleFrom!])[0].Prompt.Inputs
                ),
                _ => null,
            };
            var study = new ModelStudy(request, model, reference, prompts);
            study.TestFunction = request.Test is { } test
                ? study.FunctionOf([
                    .. reader.Read(test.Prompts).Select(static prompt => prompt.Prompt),
                ])
                : null;
            return study;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The run of this study, for <see cref="Explainer"/>: components stand in no order. Where parts are pruned and prompts are enough to be compared in
    /// groups, each prompt is asked, and the mean is read from them.
    /// </summary>
    /// <param name="options">Budget, method, seed and the like.</param>
    public FunctionRequest RunOf(ExplainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new FunctionRequest
        {
            Function = _perPrompt ?? Function,
            Subject = Subject(),
            Title =
                $"model {Request.Source.Name} · {Request.Parts} · {ComponentFunction.NameOf(Request.Readout)}",
            Options = options with
            {
                PartsAreOrdered = false,
                Readout = _perPrompt is { } each
                    ? MeanReadout.OfAll(Function.Outputs[0], each.Outputs.Count)
                    : null,
            },
        };
    }

    /// <summary>An explanation of <see cref="RunOf"/> with what the model gives whole and without any part: one more ablation.</summary>
    /// <param name="explanation">What came of the run.</param>
    /// <param name="cancellationToken">Stops the ablation.</param>
    public async Task<Explanation> CompletedAsync(
        Explanation explanation,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(explanation);
        IReadOnlyList<MeasuredEnds> ends = await EndsAsync(cancellationToken);
        return explanation with
        {
            Outputs =
            [
                .. explanation.Outputs.Select((output, i) => output with { Ends = ends[i] }),
            ],
        };
    }

    private ModelSubject Subject() =>
        new()
        {
            Parts = Parts,
            Cut = Request.Parts.ToString(),
            Sentence = ModelSentence.Of(this),
            Model = Request.Source.Name,
            ModelFingerprint = Request.Source.Graph.Fingerprint,
            Ablation = Request.Ablation.Kind.ToString().ToLowerInvariant(),
            Readout = ComponentFunction.NameOf(Request.Readout),
            PromptFile = Request.Prompts.Name,
        };

    /// <summary>What the model gives whole and without any part: one ablation.</summary>
    public async Task<IReadOnlyList<MeasuredEnds>> EndsAsync(
        CancellationToken cancellationToken = default
    )
    {
        var none = new double[Function.Outputs.Count];
        await Function.EvaluateAsync(
            MaskMatrix.From([Mask.Empty(Function.PartCount)]),
            none,
            cancellationToken
        );
        return
        [
            .. Function.Whole.Zip(none, static (whole, empty) => new MeasuredEnds(whole, empty)),
        ];
    }

    /// <summary>
    /// The spectra of fifths of the prompts, from ablations that were done: pruning counts interactions only as far as they carry over between them.
    /// Empty where prompts are too few, or nothing is pruned.
    /// </summary>
    /// <param name="run">What was run, with its journal.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<Spectrum>> GroupSpectraAsync(
        FunctionRequest run,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        if (_perPrompt is not { } each)
        {
            return [];
        }

        Explanation groups = await Explainer.ExplainKnownAsync(
            run with
            {
                Subject = null,
                Options = run.Options with
                {
                    Readout = MeanReadout.OfGroups("group", each.Outputs.Count, Groups),
                },
            },
            cancellationToken: cancellationToken
        );
        return [.. groups.Outputs.Select(static output => output.Spectrum)];
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    private ComponentFunction FunctionOf(
        IReadOnlyList<ModelPrompt> prompts,
        bool eachPrompt = false
    ) => new(Model, prompts, Request.Readout, _reference, eachPrompt);

    /// <summary>The components that were asked for; each at each token where that was asked for.</summary>
    private static IReadOnlyList<ModelComponent> Chosen(
        ModelStudyRequest request,
        int[] tokenCounts
    )
    {
        IReadOnlyList<ModelComponent> chosen = request.Parts.Of(request.Source.Components);
        return !request.ByToken ? chosen
            : tokenCounts is [var count]
                ?
                [
                    .. Enumerable
                        .Range(0, count)
                        .SelectMany(token => chosen.Select(part => part with { Token = token })),
                ]
            : throw new InterplayException(
                ErrorKind.Request,
                "token-out-of-range",
                $"With --by-token all prompts have the same number of tokens; found {string.Join(", ", tokenCounts.Order())}."
            );
    }

    /// <summary>Where parts act at one token of the only prompt, what that token says.</summary>
    private static IReadOnlyList<Part> Named(
        ModelSource source,
        IReadOnlyList<(int[] Tokens, ModelPrompt Prompt)> prompts,
        IReadOnlyList<Part> parts
    ) =>
        prompts is not [var (tokens, _)] || source.Tokenizer is not { } tokenizer
            ? parts
            :
            [
                .. parts.Select(part =>
                    part.Place?.Token is { } token
                        ? part with
                        {
                            Text = $"{part.Text} {tokenizer.TextOf(tokens[token]).Trim()}",
                        }
                        : part
                ),
            ];
}
