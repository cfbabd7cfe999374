using System.Text.Json;

namespace Interplay.Reports;

/// <summary>What our files write again and again.</summary>
internal static class Utf8JsonWriterExtensions
{
    /// <summary>A number, or null where there is none.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is double number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
