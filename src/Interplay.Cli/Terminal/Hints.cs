namespace Interplay.Cli.Terminal;

/// <summary>What to try next, for the errors where there is one obvious thing.</summary>
internal static class Hints
{
    public static string? For(string error) =>
        error switch
        {
            "budget-too-small" =>
                "raise --budget, lower --held-out, or leave --budget out for a budget that fits.",
            "too-few-parts" =>
                "give a longer text, or cut it finer: --parts words is the finest ready-made cut.",
            "too-many-tokens" =>
                "explain a passage: the budget grows with the number of parts anyway.",
            "value-missing" =>
                "'interplay evaluate TABLE' fills what is missing; rows already filled are not paid for again.",
            "explanation-malformed" =>
                "was the file cut off, or is it another program's? 'interplay explain ... --json FILE' writes whole files or none.",
            "unknown-method" => "leave --method out and the tool chooses one and says why.",
            _ => null,
        };
}
