using System.CommandLine;
using Interplay.Recovery.Catalogue;
using Interplay.Runs;

namespace Interplay.Cli.Options;

/// <summary>The options that say how to explain, the same on every verb that takes them.</summary>
internal sealed class MethodOptions
{
    private const string DefaultMethod = "auto";

    private readonly Option<string> _method = new("--method")
    {
        HelpName = "NAME",
        Description =
            $"How masks are chosen and values turned into interactions. {string.Join("; ", RecoveryMethods.All.Select(static method => $"{method.Name}: {method.Summary}"))}.",
        DefaultValueFactory = static _ => DefaultMethod,
    };

    private readonly Option<int?> _budget = Numbers.Whole(
        "--budget",
        "B",
        "Most distinct ablations (model calls) to spend, held-out ones included [default: 4 n log2 n for n parts, at least 1000, at most all 2^n; of a budget for nine tenths of these, auto takes them all]"
    );

    private readonly Option<int?> _heldOut = Numbers.Whole(
        "--held-out",
        "H",
        "How many of the budget are set aside to measure trust, 0 for none [default: a tenth, at most 200]"
    );

    private readonly Option<int?> _nearWhole = Numbers.Whole(
        "--near-whole",
        "W",
        "How many of the budget have one to three parts missing and only measure trust near the whole input, 0 for none [default: a twentieth, at most 60; none with --held-out 0]"
    );

    private readonly Option<int?> _maxOrder = Numbers.Whole(
        "--max-order",
        "K",
        "Largest set of parts to look for, 1 or more [default: the method decides]"
    );

    private readonly Option<bool> _unordered = new("--unordered")
    {
        Description =
            "The parts stand in no sequence (columns, heads, training rows): neighbours are not expected to act together more than others.",
    };

    private readonly KeptShareOption _keep = new();

    private readonly Option<ulong?> _seed = Numbers.Seed();

    public void AddMethodTo(Command command) => command.Options.Add(_method);

    public void AddPlanTo(Command command)
    {
        AddUnorderedPlanTo(command);
        command.Options.Add(_unordered);
    }

    /// <summary>For verbs that ask what they plan.</summary>
    public void AddNearWholeTo(Command command) => command.Options.Add(_nearWhole);

    /// <summary>For parts that never stand in a sequence.</summary>
    public void AddUnorderedPlanTo(Command command)
    {
        command.Options.Add(_method);
        command.Options.Add(_budget);
        command.Options.Add(_heldOut);
        _keep.AddTo(command);
        command.Options.Add(_maxOrder);
        command.Options.Add(_seed);
    }

    public void AddRecoverTo(Command command)
    {
        command.Options.Add(_method);
        _keep.AddTo(command);
        command.Options.Add(_maxOrder);
        command.Options.Add(_unordered);
        command.Options.Add(_seed);
    }

    /// <summary>What was asked for. The index and order are a matter of the view.</summary>
    public ExplainOptions Read(ParseResult parsed) =>
        new()
        {
            Method = RecoveryMethods.Named(parsed.GetRequiredValue(_method)),
            Budget = parsed.GetValue(_budget),
            HeldOut = parsed.GetValue(_heldOut),
            NearWhole = parsed.GetValue(_nearWhole),
            KeptShare = _keep.Read(parsed),
            MaxOrder = parsed.GetValue(_maxOrder),
            PartsAreOrdered = !parsed.GetValue(_unordered),
            Seed = parsed.GetValue(_seed) ?? 1,
        };
}
