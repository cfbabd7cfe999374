namespace Interplay.Llm.Routes;

/// <summary>
/// What servers write in the place of a log-probability that they do not know or cannot show: -9999 (OpenAI, vLLM), -100, null, negative infinity,
/// the lowest number of a type, or the logarithm of the least probability that they let stand. It says "very unlikely" and is no number to learn from.
/// </summary>
internal static class StandIn
{
    /// <summary>No softmax gives less: in single precision probabilities end at exp(-104), and logits are not hundreds apart.</summary>
    private const double LeastReal = -500;

    /// <summary>What some servers write for a token that is not among the likely ones.</summary>
    private const double OutsideList = -100;

    /// <summary>Clamped probabilities are powers of ten at most this.</summary>
    private const int LargestClamp = -5;

    /// <summary>How near, relatively, a number in single precision is to the clamp that it came from.</summary>
    private const double SingleRounding = 1e-7;

    /// <summary>So many tokens at the end of one list with the very same number show a floor; two or three alike are chance in half precision.</summary>
    private const int FewestAtFloor = 5;

    /// <summary>More tokens than any vocabulary has.</summary>
    private const double MostTokens = 1 << 20;

    /// <summary>What a list that was rounded to half precision may lack or have too much.</summary>
    private const double ListRounding = 1e-3;

    /// <summary>log 2^-25: below it a probability in single precision is lost beside 1, so that a stand-in is a safe sign of no more.</summary>
    public const double NearlyNothing = -25 * 0.693147180559945286;

    /// <summary>Logarithms of the least and the least normal number of single precision, and of the distance from 1 to the next.</summary>
    private static readonly double[] Singles =
    [
        -103.27892990343184,
        -87.3365447505531,
        -15.942385152878742,
    ];

    /// <summary>Whether a number of a server stands in for one that it does not give.</summary>
    public static bool Is(double logProbability) =>
        IsImpossible(logProbability) || logProbability == OutsideList || IsClamp(logProbability);

    /// <summary>Whether a number can be no log-probability that a model gave.</summary>
    public static bool IsImpossible(double logProbability) => logProbability <= LeastReal;

    /// <summary>What a token is at most of which a list holds no number: not listed, or listed with a stand-in.</summary>
    /// <param name="list">The likely tokens.</param>
    /// <param name="isListed">Whether the token is among them.</param>
    /// <param name="floor">The number that ends lists of the server (<see cref="FloorOf"/>); NaN for none.</param>
    /// <returns>
    /// Neither above what the list leaves over nor above the least of it. The latter only where it may be true: where more is left over than all tokens
    /// of a vocabulary below the least could have, one above it is missing.
    /// </returns>
    public static double Bound(IReadOnlyList<ServerToken> list, bool isListed, double floor)
    {
        double least = 0;
        double listed = 0;
        foreach (ServerToken token in list)
        {
            if (IsReal(token.LogProbability, floor))
            {
                least = Math.Min(least, token.LogProbability);
                listed += Math.Exp(token.LogProbability);
            }
        }

        double left = 1 - listed;
        if (left <= 0)
        {
            // A list that rounds to more than everything says nothing about what is left.
            return least;
        }

        bool isLacking =
            left > (isListed ? SingleRounding : ListRounding)
            && left > MostTokens * Math.Exp(least);
        return isLacking ? Math.Log(left) : Math.Min(least, Math.Log(left));
    }

    /// <summary>
    /// What the tokens with stand-ins are at most where a text is scored and no list shown: the least that the server gave for any other token of it;
    /// without any, what single precision tells from nothing.
    /// </summary>
    public static double BoundOfText(IReadOnlyList<ServerToken> tokens)
    {
        double least = double.PositiveInfinity;
        foreach (ServerToken token in tokens)
        {
            least = double.IsFinite(token.LogProbability)
                ? Math.Min(least, token.LogProbability)
                : least;
        }

        return double.IsFinite(least) ? least : NearlyNothing;
    }

    /// <summary>The number that ends a list because the server lets none fall below it; NaN where there is none such.</summary>
    /// <param name="list">The list.</param>
    /// <param name="other">
    /// The list after another prompt: what ends both to the last digit, although they begin differently, is no model's number. Empty when there is none;
    /// then only many tokens with the very same number show a floor.
    /// </param>
    public static double FloorOf(IReadOnlyList<ServerToken> list, IReadOnlyList<ServerToken> other)
    {
        (double least, double most, int alike) = Ends(list);
        (double otherLeast, double otherMost, _) = Ends(other);
        bool isFloor =
            least < most && (alike >= FewestAtFloor || least == otherLeast && most != otherMost);
        return isFloor ? least : double.NaN;
    }

    private static (double Least, double Most, int AtLeast) Ends(IReadOnlyList<ServerToken> list)
    {
        double least = double.PositiveInfinity;
        double most = double.NegativeInfinity;
        int alike = 0;
        foreach (ServerToken token in list)
        {
            double number = token.LogProbability;
            if (double.IsFinite(number))
            {
                alike =
                    number < least ? 1
                    : number > least ? alike
                    : alike + 1;
                least = Math.Min(least, number);
                most = Math.Max(most, number);
            }
        }

        return (least, most, alike);
    }

    /// <summary>Whether a number of a list is one: not a stand-in and not the floor of the list.</summary>
    public static bool IsReal(double logProbability, double floor) =>
        double.IsFinite(logProbability) && !(logProbability <= floor);

    private static bool IsClamp(double logProbability)
    {
        double power = Math.Round(logProbability / Math.Log(10));
        return power <= LargestClamp && IsNear(logProbability, power * Math.Log(10))
            || Array.Exists(Singles, clamp => IsNear(logProbability, clamp));
    }

    private static bool IsNear(double number, double clamp) =>
        Math.Abs(number - clamp) <= SingleRounding * Math.Abs(clamp);
}
