using System.Diagnostics;
using System.Globalization;
using Interplay.Llm.Answers;
using Interplay.ValueFunctions;
using Microsoft.Extensions.AI;

namespace Interplay.Llm.Chat;

/// <summary>
/// What another model thinks of the answer: a number from 0 to 10. The reply must be that number and nothing else; anything more is asked again, and after
/// that an error, never a guess. An empty answer is not sent: it gets 0.
/// </summary>
public sealed class JudgeMeasure : IAnswerMeasure
{
    private readonly IChatClient _judge;
    private readonly JudgeOptions _options;

    /// <summary>Creates the measure.</summary>
    /// <param name="judge">The model that judges.</param>
    /// <param name="options">How.</param>
    /// <exception cref="InterplayException"><c>measure-malformed</c>: the template does not hold <c>{answer}</c>, or there is no attempt.</exception>
    public JudgeMeasure(IChatClient judge, JudgeOptions options)
    {
        ArgumentNullException.ThrowIfNull(judge);
        ArgumentNullException.ThrowIfNull(options);
        if (
            options.MostAttempts < 1
            || !options.Template.Contains("{answer}", StringComparison.Ordinal)
        )
        {
            throw new InterplayException(
                ErrorKind.Request,
                "measure-malformed",
                $"A judge needs a template with {{answer}} in it and at least 1 attempt; found {options.MostAttempts} attempts and the template {RawOutputs.Quote(TextMeasure.Shortened(options.Template))}."
            );
        }

        _judge = judge;
        _options = options;
        Fingerprint = Interplay.Fingerprint.Of(
            nameof(JudgeMeasure),
            ChatClientIdentity.Of(judge),
            options.Template,
            options.Question,
            options.Reference,
            options.Seed.ToString(CultureInfo.InvariantCulture)
        );
    }

    /// <inheritdoc/>
    public string Name => "judge";

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    /// <exception cref="InterplayException"><c>judge-malformed</c>: every reply was something else than a number from 0 to 10.</exception>
    public async ValueTask<Measurement> MeasureAsync(
        string answer,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (string.IsNullOrWhiteSpace(answer))
        {
            return default;
        }

        string reply = "";
        var cost = default(AblationCost);
        for (int attempt = 0; attempt < _options.MostAttempts; attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            ChatResponse response = await ChatFailure.GuardAsync(
                _judge,
                Asked(answer),
                new ChatOptions { Temperature = 0, Seed = _options.Seed + attempt },
                cancellationToken
            );
            cost += ChatClientAnswers.CostOf(response, Stopwatch.GetElapsedTime(start));
            reply = response.Text.Trim();
            if (
                double.TryParse(
                    reply,
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out double number
                ) && number is >= 0 and <= 10
            )
            {
                return new Measurement(number, cost);
            }
        }

        throw new InterplayException(
            ErrorKind.ValueFunction,
            "judge-malformed",
            $"The judge must reply with a number from 0 to 10 and nothing else; asked {_options.MostAttempts} times, its last reply was {RawOutputs.Quote(TextMeasure.Shortened(reply))}."
        );
    }

    /// <summary>The template filled in one pass, so that a brace in an answer is not filled in again.</summary>
    private string Asked(string answer)
    {
        var asked = new System.Text.StringBuilder();
        ReadOnlySpan<char> rest = _options.Template;
        while (!rest.IsEmpty)
        {
            (string Hole, string Text)? hole = null;
            foreach (
                (string Hole, string Text) candidate in (ReadOnlySpan<(string, string)>)
                    [
                        ("{question}", _options.Question),
                        ("{reference}", _options.Reference),
                        ("{answer}", answer),
                    ]
            )
            {
                hole = rest.StartsWith(candidate.Hole, StringComparison.Ordinal) ? candidate : hole;
            }

            asked.Append(hole is { } found ? found.Text : rest[..1]);
            rest = rest[(hole?.Hole.Length ?? 1)..];
        }

        return asked.ToString();
    }
}
