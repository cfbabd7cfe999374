using System.CommandLine;
using Interplay.Cli.Models;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using Interplay.Models;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Readings;
using Interplay.Onnx.Mechanistic.Studies;

namespace Interplay.Cli.Explain.Models;

/// <summary>All options of a run on the components of a model.</summary>
internal sealed class ModelOptions
{
    private readonly Argument<string> _model = ModelArgument.Create();

    private readonly Option<string?> _prompts = new("--prompts")
    {
        HelpName = "FILE",
        Description =
            "What the model is asked: a prompt a line, after a tab the answer that is explained, after another what it is compared with; or .jsonl with text or tokens, target, against, minus (a prompt whose value is subtracted) and name.",
    };

    private readonly Option<string[]> _prompt = new("--prompt")
    {
        HelpName = "TEXT",
        Description = "One prompt, as often as there are some.",
        DefaultValueFactory = static _ => [],
    };

    private readonly Option<string> _parts = new("--parts")
    {
        HelpName = "KINDS",
        Description =
            "What can be removed: heads, mlps, layers, neurons; several with commas between.",
        DefaultValueFactory = static _ => ComponentChoice.HeadsAndMlps.ToString(),
    };

    private readonly Option<string?> _layers = new("--layers")
    {
        HelpName = "LAYERS",
        Description = "Only parts of these layers, such as 0-2,5 [default: all]",
    };

    private readonly Option<bool> _byToken = new("--by-token")
    {
        Description =
            "Each part at one token of the prompt only: as many parts as there are tokens for each component. For one prompt, or several with as many tokens.",
    };

    private readonly Option<string?> _components = ModelArgument.Components();

    private readonly Option<string> _ablation = new("--ablation")
    {
        HelpName = "KIND",
        Description =
            "What stands in for what a removed part gave: zero, mean (over the reference prompts), mean-position (the same, position by position) or resample (what it gives on another prompt).",
        DefaultValueFactory = static _ => "zero",
    };

    private readonly Option<string?> _reference = new("--reference")
    {
        HelpName = "FILE",
        Description =
            "Prompts whose mean stands in for removed parts [default: those of --prompts]",
    };

    private readonly Option<string?> _resampleFrom = new("--resample-from")
    {
        HelpName = "TEXT",
        Description =
            "The prompt whose values stand in for removed parts, at least as long in tokens as every prompt.",
    };

    private readonly Option<bool> _rescale = new("--rescale")
    {
        Description =
            "Multiply the kept heads (or neurons) of a layer by their number over the number kept, with --ablation zero.",
    };

    private readonly Option<string> _readout = new("--readout")
    {
        HelpName = "WHAT",
        Description =
            "What is read of an answer: log-odds (against all other answers, or the one it is compared with), log-probability, loss or accuracy.",
        DefaultValueFactory = static _ => "log-odds",
    };

    private readonly Option<bool> _eachPrompt = new("--each-prompt")
    {
        Description = "Explain each prompt, all from the same ablations, instead of their mean.",
    };

    private readonly Option<string?> _output = new("--output")
    {
        HelpName = "NAME",
        Description =
            "The output of the model that holds its logits [default: logits, or the first]",
    };

    private readonly Option<int[]?> _prune = Numbers.Wholes(
        "--prune",
        "K,...",
        "Also find the K parts whose removal keeps the output best (smallest for loss), by exact optimisation of what was found, and check them on the model"
    );

    private readonly Option<string?> _testPrompts = new("--test-prompts")
    {
        HelpName = "FILE",
        Description = "Prompts on which --prune is checked [default: those of --prompts]",
    };

    public MethodOptions Method { get; } = new();

    public RoundOptions Rounds { get; } = new();

    public JournalOption Journal { get; } = new();

    public ViewOptions View { get; } = new();

    public void AddTo(Command command)
    {
        command.Arguments.Add(_model);
        foreach (
            Option option in new Option[]
            {
                _prompts,
                _prompt,
                _parts,
                _layers,
                _byToken,
                _components,
                _ablation,
                _reference,
                _resampleFrom,
                _rescale,
                _readout,
                _eachPrompt,
                _output,
                _prune,
                _testPrompts,
            }
        )
        {
            command.Options.Add(option);
        }

        Method.AddUnorderedPlanTo(command);
        Method.AddNearWholeTo(command);
        Rounds.AddTo(command);
        Journal.AddTo(command);
        View.AddTo(command);
    }

    /// <summary>What is asked for; the model and the prompts are read.</summary>
    /// <exception cref="InterplayException">An unknown name, or what is wrong with the files.</exception>
    public async Task<ModelStudyRequest> ReadAsync(
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        string[] texts = parsed.GetValue(_prompt) ?? [];
        if (parsed.GetValue(_prompts) is null == (texts.Length == 0))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "prompts-missing",
                $"A model is asked something: --prompts FILE, or --prompt TEXT once or more; found {(texts.Length == 0 ? "neither" : "both")}."
            );
        }

        string ablation = parsed.GetRequiredValue(_ablation);
        return new ModelStudyRequest
        {
            Ablation = new AblationOptions
            {
                Kind = ablation switch
                {
                    "zero" => AblationKind.Zero,
                    "mean" or "mean-position" => AblationKind.Mean,
                    "resample" => AblationKind.Resample,
                    _ => throw new InterplayException(
                        ErrorKind.Request,
                        "unknown-ablation",
                        $"--ablation is one of zero, mean, mean-position or resample; found '{ablation}'."
                    ),
                },
                Rescale = parsed.GetValue(_rescale),
                Output = parsed.GetValue(_output),
            },
            MeanOver = ablation == "mean-position" ? MeanOver.EachPosition : MeanOver.Positions,
            ResampleFrom = parsed.GetValue(_resampleFrom) is { } text
                ? new StudyPrompt { Text = text }
                : null,
            Readout = ReadoutOf(parsed.GetRequiredValue(_readout)),
            EachPrompt = parsed.GetValue(_eachPrompt),
            Parts = ComponentChoice.Parse(
                parsed.GetRequiredValue(_parts),
                parsed.GetValue(_layers)
            ),
            ByToken = parsed.GetValue(_byToken),
            Removed = [.. (parsed.GetValue(_prune) ?? []).Distinct().Order()],
            Source = ModelSource.Read(
                ShippedModels.Find(parsed.GetRequiredValue(_model)),
                parsed.GetValue(_components)
            ),
            Prompts = await PromptsAsync(_prompts) ?? PromptList.Of(texts),
            Reference = await PromptsAsync(_reference),
            Test = await PromptsAsync(_testPrompts),
        };

        async Task<PromptList?> PromptsAsync(Option<string?> option)
        {
            if (parsed.GetValue(option) is not { } path)
            {
                return null;
            }

            await using Stream file = TargetFile.OpenRead(path);
            return await PromptList.ReadAsync(file, path, cancellationToken);
        }
    }

    private static ModelReadout ReadoutOf(string name)
    {
        foreach (ModelReadout readout in Enum.GetValues<ModelReadout>())
        {
            if (ComponentFunction.NameOf(readout) == name)
            {
                return readout;
            }
        }

        throw new InterplayException(
            ErrorKind.Request,
            "unknown-readout",
            $"--readout is one of {string.Join(", ", Enum.GetValues<ModelReadout>().Select(ComponentFunction.NameOf))}; found '{name}'."
        );
    }
}
