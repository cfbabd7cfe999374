using System.Text.Json;
using Interplay.Programs;

namespace Interplay.Training.Programs;

/// <summary>Version 1 of the line protocol with trainers: one JSON object a line, documented in docs/data.md.</summary>
internal static class TrainerProtocol
{
    private const int Version = 1;

    public static string Hello(int partCount, int rowCount) =>
        $$"""{"type":"hello","version":{{Version}},"parts":{{partCount}},"rows":{{rowCount}}}""";

    public static string Request(int id, string mask, IEnumerable<int> rows) =>
        $$"""{"type":"fit","id":{{id}},"mask":"{{mask}}","rows":[{{string.Join(',', rows)}}]}""";

    /// <summary>The names of the outputs that a trainer promises.</summary>
    public static ProgramGreeting ReadGreeting(ProgramLine line)
    {
        line.RequireVersion(Version);
        return new ProgramGreeting(line.Outputs());
    }

    /// <summary>The values of an answer.</summary>
    public static double[] ReadAnswer(ProgramLine line, int id, int outputs)
    {
        line.RequireAnswerTo(id);
        return
            line.Field("values") is { ValueKind: JsonValueKind.Array } values
            && values.GetArrayLength() == outputs
            ? [.. values.EnumerateArray().Select(line.Number)]
            : throw line.Malformed($"\"values\" with {outputs} numbers, or \"error\"");
    }
}
