using System.Globalization;

namespace Interplay.Onnx.Causal;

/// <summary>How a continuation is drawn.</summary>
public sealed record GenerationOptions
{
    /// <summary>Most tokens to draw, 0 or more; the context's end stops earlier.</summary>
    public int MaxTokens { get; init; } = 16;

    /// <summary>0 takes the most probable token every time; otherwise, 0 to 2, tokens are drawn from p^(1/temperature).</summary>
    public double Temperature { get; init; }

    /// <summary>Above 0, at most 1: draws among the fewest most probable tokens whose probabilities add up to at least this (nucleus sampling; Holtzman et al., 2020).</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Seed of the draws; the same seed gives the same text.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Texts that end the continuation; it ends after the token that completes one. None is empty.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Alternatives to report for each token, 0 or more.</summary>
    public int Alternatives { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="InterplayException"><c>generation-options-malformed</c>.</exception>
    internal GenerationOptions Validated()
    {
        bool valid =
            MaxTokens >= 0
            && Temperature is >= 0 and <= 2
            && TopP is > 0 and <= 1
            && Alternatives >= 0
            && Stop.All(text => text is { Length: > 0 });
        return valid
            ? this
            : throw new InterplayException(
                ErrorKind.Request,
                "generation-options-malformed",
                "Generation takes 0 or more tokens and alternatives, a temperature from 0 to 2, a top-p above 0 and up to 1, and stops that are "
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"not empty; found {MaxTokens} tokens, {Alternatives} alternatives, temperature {Temperature}, top-p {TopP}, "
                    )
                    + $"{Stop.Count(string.IsNullOrEmpty)} empty stops."
            );
    }
}
