using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Interplay;

/// <summary>
/// What a run tells to whoever listens: activities and metrics under the name <see cref="Engine.TelemetryName"/>. They hold numbers and names of methods, never
/// a text of the input, and cost next to nothing where nobody listens.
/// </summary>
internal static class Telemetry
{
    private static readonly ActivitySource Source = new(Engine.TelemetryName, Engine.Version);
    private static readonly Meter Meter = new(Engine.TelemetryName, Engine.Version);

    private static readonly Counter<long> Ablations = Meter.CreateCounter<long>(
        "interplay.ablations",
        "{ablation}",
        "Ablations that runs took, by whether the value function was asked (evaluated) or the journal knew them (reused)."
    );

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "interplay.calls",
        "{call}",
        "Requests that ablations took, retries included."
    );

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>(
        "interplay.tokens",
        "{token}",
        "Tokens that models read (input) and wrote (output), as they reported them."
    );

    private static readonly Histogram<double> Seconds = Meter.CreateHistogram<double>(
        "interplay.step.duration",
        "s",
        "Duration of the steps of an explanation."
    );

    /// <summary>Begins a step; null where nobody listens.</summary>
    public static Activity? Start(string step) => Source.StartActivity($"interplay.{step}");

    /// <summary>Marks a step as failed.</summary>
    public static void Fail(Activity? activity, Exception exception) =>
        activity?.SetStatus(
            ActivityStatusCode.Error,
            exception is InterplayException { Name: var name } ? name : exception.GetType().Name
        );

    /// <summary>Counts what an evaluation took.</summary>
    public static void Count(
        Activity? activity,
        int evaluated,
        int reused,
        int calls,
        long inputTokens,
        long outputTokens
    )
    {
        activity?.SetTag("interplay.ablations.evaluated", evaluated);
        activity?.SetTag("interplay.ablations.reused", reused);
        activity?.SetTag("interplay.calls", calls);
        Add(Ablations, evaluated, "interplay.source", "evaluated");
        Add(Ablations, reused, "interplay.source", "reused");
        Add(Calls, calls, null, null);
        Add(Tokens, inputTokens, "interplay.direction", "input");
        Add(Tokens, outputTokens, "interplay.direction", "output");
    }

    /// <summary>Records how long a step took, by the clock of the run.</summary>
    public static void Took(string step, TimeSpan duration) =>
        Seconds.Record(
            duration.TotalSeconds,
            new KeyValuePair<string, object?>("interplay.step", step)
        );

    private static void Add(Counter<long> counter, long count, string? tag, string? value)
    {
        if (count > 0 && tag is null)
        {
            counter.Add(count);
        }
        else if (count > 0)
        {
            counter.Add(count, new KeyValuePair<string, object?>(tag!, value));
        }
    }
}
