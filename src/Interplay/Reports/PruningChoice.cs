using Interplay.Masks;

namespace Interplay.Reports;

/// <summary>The parts that a rule removes.</summary>
/// <param name="Rule">How they were chosen.</param>
/// <param name="Parts">The parts that are removed.</param>
/// <param name="Predicted">What the spectrum says of the rest, in the unit of the output.</param>
/// <param name="Measured">What the value function gave.</param>
/// <param name="OnTest">What it gave on test prompts; null without any.</param>
/// <param name="IsProven">Whether no other choice is better by the spectrum (with interactions at their weight), proven; null for rules that do not say so.</param>
/// <param name="InteractionWeight">What interactions were multiplied by for the choice, 0 to 1, as far as they carry over between groups of the data; null for other rules, and where that was not looked at.</param>
public sealed record PruningChoice(
    PruningRule Rule,
    PartSet Parts,
    double Predicted,
    double Measured,
    double? OnTest,
    bool? IsProven,
    double? InteractionWeight = null
);
