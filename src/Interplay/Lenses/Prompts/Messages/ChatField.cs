using System.Text.Json;

namespace Interplay.Lenses.Prompts.Messages;

/// <summary>A value of a chat file with the path to it, so that every complaint says where.</summary>
internal readonly record struct ChatField(JsonElement Element, string Path)
{
    public JsonValueKind Kind => Element.ValueKind;

    /// <summary>A field that may be absent or null; null when it is.</summary>
    public ChatField? Optional(string name) =>
        Element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? new ChatField(value, $"{Path}.{name}")
            : null;

    /// <summary>A field that must be there.</summary>
    public ChatField Required(string name) =>
        Optional(name) ?? throw Error($"must have the field '{name}'; found none");

    public string Text()
    {
        Expect(JsonValueKind.String, "a string");
        return Element.GetString()!;
    }

    public ChatField Object()
    {
        Expect(JsonValueKind.Object, "an object");
        return this;
    }

    public List<ChatField> Items()
    {
        Expect(JsonValueKind.Array, "an array");
        var items = new List<ChatField>(Element.GetArrayLength());
        foreach (JsonElement item in Element.EnumerateArray())
        {
            items.Add(new ChatField(item, $"{Path}[{items.Count}]"));
        }

        return items;
    }

    /// <summary>Refuses text that is no Unicode text, anywhere below.</summary>
    public void CheckText()
    {
        switch (Kind)
        {
            case JsonValueKind.Array:
                Items().ForEach(static item => item.CheckText());
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty field in Element.EnumerateObject())
                {
                    new ChatField(field.Value, $"{Path}.{field.Name}").CheckText();
                }

                break;
            case JsonValueKind.String:
                CheckString();
                break;
        }
    }

    public InterplayException Error(string what) =>
        new(ErrorKind.Data, "prompt-malformed", $"{Path} {what}.");

    private void CheckString()
    {
        try
        {
            Element.GetString();
        }
        catch (InvalidOperationException)
        {
            throw Error("must be Unicode text; found half a surrogate pair");
        }
    }

    private void Expect(JsonValueKind kind, string name)
    {
        if (Kind != kind)
        {
            throw Error($"must be {name}; found {Found()}");
        }
    }

    public string Found()
    {
        if (Kind is JsonValueKind.Object or JsonValueKind.Array)
        {
            return Kind == JsonValueKind.Object ? "an object" : "an array";
        }

        string raw = Element.GetRawText();
        return raw.Length <= 40 ? raw : $"{raw.AsSpan(0, 40)}...";
    }
}
