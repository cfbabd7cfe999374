using System.CommandLine;

namespace Interplay.Cli.Options;

/// <summary>The option that says how many parts masks keep, the same on every verb that takes it.</summary>
internal sealed class KeptShareOption
{
    public const double Default = 0.5;

    private readonly Option<double?> _keep = Numbers.Real(
        "--keep",
        "P",
        "Probability that a part is kept, above 0 and below 1: near 1, combinations near the whole input are asked, learned from and judged, and effects are averages over such. For methods that read any masks (auto, blend, proxyspex) [default: 0.5]"
    );

    public void AddTo(Command command) => command.Options.Add(_keep);

    public double Read(ParseResult parsed) => parsed.GetValue(_keep) ?? Default;
}
