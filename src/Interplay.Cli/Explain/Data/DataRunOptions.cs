using System.CommandLine;
using Interplay.Cli.Options;

namespace Interplay.Cli.Explain.Data;

/// <summary>All options of a run on training data.</summary>
internal sealed class DataRunOptions
{
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description =
            "Train nothing: print the parts and how many retrainings the run would take. A trainer program is started once, for the names of its outputs.",
    };

    private readonly Option<string?> _saveParts = new("--save-parts")
    {
        HelpName = "FILE",
        Description = "Save which row belongs to which part, as CSV.",
    };

    private readonly Option<string> _model = ModelOption.Create();

    public DataOptions Data { get; } = new();

    public TrainerOptions Trainer { get; } = new();

    public AuditOptions Audit { get; } = new();

    public MethodOptions Method { get; } = new();

    public RoundOptions Rounds { get; } = new();

    public JournalOption Journal { get; } = new();

    public ViewOptions View { get; } = new();

    public void AddTo(Command command)
    {
        Data.AddTo(command);
        Trainer.AddTo(command);
        Audit.AddTo(command);
        Method.AddUnorderedPlanTo(command);
        Rounds.AddTo(command);
        command.Options.Add(_model);
        command.Options.Add(_dryRun);
        command.Options.Add(_saveParts);
        Journal.AddTo(command);
        View.AddTo(command);
    }

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    public string? SaveParts(ParseResult parsed) => parsed.GetValue(_saveParts);

    /// <summary>What is asked for.</summary>
    /// <exception cref="InterplayException">An unknown name or a number out of range.</exception>
    public DataRequest Read(ParseResult parsed, ulong seed) =>
        new()
        {
            TrainPath = Data.Train(parsed),
            TestPath = Data.Test(parsed),
            Target = Data.Target(parsed),
            Positive = Data.Positive(parsed),
            Rows = Data.Rows(parsed),
            Output = Data.Output(parsed),
            Parts = Data.Parts(parsed),
            Keep = Data.Keep(parsed),
            Id = Data.Id(parsed),
            Dropped = Data.Dropped(parsed),
            Texts = Data.Texts(parsed),
            EncoderFolder = ModelChoice.Folder(parsed.GetRequiredValue(_model)),
            Trainer = Trainer.Named(parsed),
            Refits = Trainer.Refits(parsed),
            Trees = Trainer.Trees(parsed),
            Audit = Audit.Read(parsed, seed),
            Program = Trainer.Program(parsed),
            Seed = seed,
        };
}
