using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Interplay.Lenses;
using Interplay.Masks;

namespace Interplay.Programs;

/// <summary>Version 1 of the line protocol with programs that are value functions: one JSON object a line, documented in docs/programs.md.</summary>
internal static class ProgramProtocol
{
    /// <summary>Most masks of a request.</summary>
    public const int MostMasks = 4096;

    private const int Version = 1;

    /// <summary>Letters stay letters, so that a program without a reader of JSON finds them.</summary>
    private static readonly JavaScriptEncoder Letters = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static string Hello(IReadOnlyList<Part> parts) =>
        $$"""{"type":"hello","version":{{Version}},"parts":{{parts.Count}},"names":{{List(parts.Select(static part => part.Text))}}}""";

    /// <summary>The masks, and what is left of the text if there is one.</summary>
    public static string Request(int id, IReadOnlyList<Mask> masks, ILens<string>? lens)
    {
        var text = new StringBuilder(
            $$"""{"type":"evaluate","id":{{id}},"masks":{{List(masks.Select(static mask => mask.ToString()))}}"""
        );
        if (lens is not null)
        {
            text.Append(",\"texts\":").Append(List(masks.Select(lens.Ablate)));
        }

        return text.Append('}').ToString();
    }

    public static string RowsHello(IEnumerable<string> columns) =>
        $$"""{"type":"hello","version":{{Version}},"columns":{{List(columns)}}}""";

    /// <summary>Cells of rows.</summary>
    public static string Rows(IEnumerable<IEnumerable<string>> rows) =>
        $"[{string.Join(',', rows.Select(List))}]";

    public static string RowsRequest(int id, string rows) =>
        $$"""{"type":"predict","id":{{id}},"rows":{{rows}}}""";

    public static ProgramGreeting ReadGreeting(ProgramLine line)
    {
        line.RequireVersion(Version);
        string[] outputs = line.Outputs();
        int most = 1;
        if (line.Field("batch") is { } batch)
        {
            most = ProgramLine.Whole(batch) is int count and >= 1 and <= MostMasks
                ? count
                : throw line.Malformed(
                    $"\"batch\", how many masks it takes at a time, from 1 to {MostMasks}"
                );
        }

        string identity = "";
        if (line.Field("identity") is { } name)
        {
            try
            {
                identity = name.GetString() ?? "";
            }
            catch (InvalidOperationException)
            {
                throw line.Malformed("\"identity\", a text");
            }
        }

        return new ProgramGreeting(outputs, most, identity);
    }

    /// <summary>The values of an answer, mask by mask.</summary>
    public static double[][] ReadAnswer(ProgramLine line, int id, int masks, int outputs)
    {
        line.RequireAnswerTo(id);
        return
            line.Field("values") is { ValueKind: JsonValueKind.Array } rows
            && rows.GetArrayLength() == masks
            && rows.EnumerateArray()
                .All(row => row.ValueKind == JsonValueKind.Array && row.GetArrayLength() == outputs)
            ?
            [
                .. rows.EnumerateArray()
                    .Select(row => row.EnumerateArray().Select(line.Number).ToArray()),
            ]
            : throw line.Malformed(
                $"\"values\" with {masks} list{(masks == 1 ? "" : "s")} of {outputs} number{(outputs == 1 ? "" : "s")}, or \"error\""
            );
    }

    private static string List(IEnumerable<string> texts) =>
        $"[{string.Join(',', texts.Select(static text => $"\"{Letters.Encode(text)}\""))}]";
}
