using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Cli.Sections;

/// <summary>
/// An interaction in plain words, from three things: the joint effect J (the strength itself; under the Fourier index the Banzhaf interaction
/// (-2)^|S| F(S)), the own effects -2 F({i}) of the parts, and the sum M of those, what they do "apart".
/// <list type="bullet">
/// <item>No own effect reaches a quarter of J: the parts matter only together.</item>
/// <item>|J| is at least |M| and against it: together they turn around what they say apart.</item>
/// <item>Own effects of one sign: J with them reinforces, J against them is overlap (partly the same news twice).</item>
/// <item>Own effects of both signs: J with M sharpens the stronger side, J against M tempers it.</item>
/// </list>
/// Larger sets are read by the same rule: J leaves out what their pairs do already. Of a set whose sign may as well be the other nothing is said.
/// </summary>
internal static class InteractionMeaning
{
    public const string Chance = "not told from chance";

    private const double Negligible = 0.25;

    /// <summary>Whether the sign of a set, chosen among all of its size, may as well be the other.</summary>
    public static bool IsChance(Interaction interaction) => interaction.SignProbability <= 0.5;

    public static string Of(Interaction interaction, InteractionIndex index, Spectrum spectrum)
    {
        PartSet set = interaction.Parts;
        double joint =
            index == InteractionIndex.Fourier
                ? Math.Pow(-2, set.Order) * interaction.Strength
                : interaction.Strength;
        if (joint == 0)
        {
            return "";
        }

        if (IsChance(interaction))
        {
            return Chance;
        }

        double[] own = [.. set.Parts.ToArray().Select(spectrum.Effect)];
        double sum = own.Sum();
        bool isWithSum = joint > 0 == sum > 0;
        string apart = sum > 0 ? "raise" : "lower";
        if (own.All(effect => Math.Abs(effect) < Negligible * Math.Abs(joint)))
        {
            return $"only together: they {(joint > 0 ? "raise" : "lower")} it";
        }

        if (!isWithSum && Math.Abs(joint) >= Math.Abs(sum))
        {
            return $"turn around: apart they {apart} it";
        }

        bool isOneSided = own.All(effect => effect >= 0) || own.All(effect => effect <= 0);
        return (isOneSided, isWithSum) switch
        {
            (true, true) => $"reinforce: they {apart} it more than apart",
            (true, false) => $"overlap: they {apart} it less than apart",
            (false, true) => $"sharpen: they {apart} it more than apart",
            (false, false) => $"temper: they {apart} it less than apart",
        };
    }
}
