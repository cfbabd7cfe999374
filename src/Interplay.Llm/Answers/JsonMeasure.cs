using System.Globalization;
using System.Text.Json;

namespace Interplay.Llm.Answers;

/// <summary>
/// A number in an answer that is JSON, or has one JSON value in a fence or among words: a number as it is, true as 1 and false as 0. The path is the
/// plain part of JSONPath (RFC 9535): <c>$</c>, <c>.name</c>, <c>['name']</c> and <c>[0]</c>.
/// </summary>
public sealed class JsonMeasure : TextMeasure
{
    private readonly JsonPath _path;
    private readonly double? _otherwise;

    /// <summary>Creates the measure.</summary>
    /// <param name="path">Where the number is: <c>$.items[0].price</c>.</param>
    /// <param name="otherwise">The number where the answer has none there; null makes that an error.</param>
    /// <exception cref="InterplayException"><c>measure-malformed</c>: the path cannot be read.</exception>
    public JsonMeasure(string path, double? otherwise = null)
        : base($"json:{path}", path, string.Create(CultureInfo.InvariantCulture, $"{otherwise:R}"))
    {
        _path = JsonPath.Parse(path);
        _otherwise = otherwise;
    }

    private protected override double Measure(string answer) =>
        Number(answer) ?? Missing(_otherwise, answer, $"a number or truth value at {_path}");

    private double? Number(string answer)
    {
        foreach (string candidate in Candidates(answer))
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(candidate);
                return _path.Find(document.RootElement) switch
                {
                    { ValueKind: JsonValueKind.True } => 1,
                    { ValueKind: JsonValueKind.False } => 0,
                    { ValueKind: JsonValueKind.Number } found
                        when found.TryGetDouble(out double number) && double.IsFinite(number) =>
                        number,
                    _ => null,
                };
            }
            catch (JsonException)
            {
                // Not this stretch; the next one may be the JSON.
            }
        }

        return null;
    }

    /// <summary>The whole answer, then what lies between the first opening and the last closing bracket.</summary>
    private static IEnumerable<string> Candidates(string answer)
    {
        yield return answer;
        int start = answer.AsSpan().IndexOfAny('{', '[');
        int end = answer.AsSpan().LastIndexOfAny('}', ']');
        if (start >= 0 && end > start)
        {
            yield return answer[start..(end + 1)];
        }
    }
}
