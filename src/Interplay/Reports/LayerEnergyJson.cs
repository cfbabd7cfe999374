using System.Text.Json;
using Interplay.Interactions;

namespace Interplay.Reports;

/// <summary>The energy of each output by the layers of a model, in our JSON. It follows from spectra and parts, and is written for readers that have neither.</summary>
internal static class LayerEnergyJson
{
    public static void Write(Utf8JsonWriter json, Explanation explanation)
    {
        if (explanation.Parts.Any(static part => part.Place is null))
        {
            return;
        }

        int[] layers = [.. explanation.Parts.Select(static part => part.Place!.Layer)];
        json.WriteStartArray("layerEnergy");
        foreach (ExplainedOutput output in explanation.Outputs)
        {
            var energy = LayerEnergy.Of(output.Spectrum, layers);
            json.WriteStartObject();
            json.WriteString("output", output.Name);
            WriteNumbers(json, "single", energy.Single);
            WriteNumbers(json, "within", energy.Within);
            WriteNumbers(json, "acrossBySpan", energy.AcrossBySpan);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(
        Utf8JsonWriter json,
        string name,
        IReadOnlyList<double> numbers
    )
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
