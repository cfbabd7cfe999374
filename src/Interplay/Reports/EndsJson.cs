using System.Text.Json;

namespace Interplay.Reports;

/// <summary>Measured ends in our JSON. An explanation without any has no such field.</summary>
internal static class EndsJson
{
    private const string Name = "ends";

    public static void Write(Utf8JsonWriter json, Explanation explanation)
    {
        if (explanation.Outputs.All(static output => output.Ends is null))
        {
            return;
        }

        json.WriteStartArray(Name);
        foreach (ExplainedOutput output in explanation.Outputs)
        {
            json.WriteStartObject();
            json.WriteString("output", output.Name);
            json.WriteNumberOrNull("all", output.Ends?.All);
            json.WriteNumberOrNull("none", output.Ends?.None);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The ends of each output, null for each where the field is absent.</summary>
    /// <param name="root">The explanation.</param>
    /// <param name="aligned">Checks that an array has one entry an output, in their order.</param>
    /// <param name="count">Number of outputs.</param>
    public static MeasuredEnds?[] Read(
        JsonField root,
        Func<JsonField, List<JsonField>> aligned,
        int count
    ) =>
        root.Optional(Name) is not JsonField field
            ? new MeasuredEnds?[count]
            :
            [
                .. aligned(field)
                    .Select(static ends => new MeasuredEnds(
                        ends["all"].NumberOrNull(),
                        ends["none"].NumberOrNull()
                    ))
                    .Select(static ends => ends is { All: null, None: null } ? null : ends),
            ];
}
