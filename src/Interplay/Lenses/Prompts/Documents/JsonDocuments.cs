using System.Text.Json;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Documents;

/// <summary>Documents that are the elements of a message which is a JSON array, as search tools answer.</summary>
internal static class JsonDocuments
{
    private static readonly string[] Identities = ["id", "index", "doc_id", "document_id"];
    private static readonly string[] Titles = ["title", "name", "url", "source"];

    public static MessageDocuments Find(PromptMessage message)
    {
        string text = message.Content;
        List<JsonMember> elements = JsonSpans.Elements(text, new TextSpan(0, text.Length)) ?? [];
        var cutter = new PromptCutter(text, []);
        return new MessageDocuments(
            [
                .. elements.Select(element =>
                    cutter.FieldOf(
                        element,
                        PromptPartKind.Document,
                        Field(text, element, Identities)
                    ) with
                    {
                        Title = Field(text, element, Titles),
                    }
                ),
            ],
            true
        );
    }

    private static string? Field(string text, JsonMember element, string[] names)
    {
        if (text[element.Value.Start] != '{')
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(
            text[element.Value.Start..element.Value.End]
        );
        foreach (string name in names)
        {
            if (
                document.RootElement.TryGetProperty(name, out JsonElement value)
                && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            )
            {
                return value.ToString();
            }
        }

        return null;
    }
}
