using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interplay.Tests.Reports;

/// <summary>As much of JSON Schema (draft 2020-12) as our schemas use; a keyword it does not know fails loudly.</summary>
internal static class SchemaCheck
{
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "$schema",
        "$id",
        "$defs",
        "title",
        "description",
    };

    public static List<string> Errors(JsonNode schema, JsonNode? value)
    {
        var errors = new List<string>();
        Check(schema, schema, value, "$", errors);
        return errors;
    }

    private static void Check(
        JsonNode root,
        JsonNode schema,
        JsonNode? value,
        string path,
        List<string> errors
    )
    {
        foreach ((string keyword, JsonNode? rule) in schema.AsObject())
        {
            switch (keyword)
            {
                case "$ref":
                    string name = ((string)rule!)["#/$defs/".Length..];
                    Check(root, root["$defs"]![name]!, value, path, errors);
                    break;
                case "type":
                    Require(HasType(rule!, value), $"type {rule}");
                    break;
                case "const":
                    Require(JsonNode.DeepEquals(rule, value), $"const {rule}");
                    break;
                case "enum":
                    Require(
                        rule!.AsArray().Any(x => JsonNode.DeepEquals(x, value)),
                        $"enum {rule}"
                    );
                    break;
                case "minimum" when value?.GetValueKind() == JsonValueKind.Number:
                    Require((double)value >= (double)rule!, $"minimum {rule}");
                    break;
                case "maximum" when value?.GetValueKind() == JsonValueKind.Number:
                    Require((double)value <= (double)rule!, $"maximum {rule}");
                    break;
                case "minItems" when value is JsonArray array:
                    Require(array.Count >= (int)rule!, $"minItems {rule}");
                    break;
                case "maxItems" when value is JsonArray array:
                    Require(array.Count <= (int)rule!, $"maxItems {rule}");
                    break;
                case "uniqueItems" when value is JsonArray array:
                    Require(
                        array.Select(x => x?.ToJsonString()).Distinct().Count() == array.Count,
                        "uniqueItems"
                    );
                    break;
                case "items" when value is JsonArray array:
                    for (int i = 0; i < array.Count; i++)
                    {
                        Check(root, rule!, array[i], $"{path}[{i}]", errors);
                    }

                    break;
                case "required" when value is JsonObject fields:
                    foreach (JsonNode? field in rule!.AsArray())
                    {
                        Require(fields.ContainsKey((string)field!), $"required {field}");
                    }

                    break;
                case "properties" when value is JsonObject fields:
                    foreach ((string field, JsonNode? fieldSchema) in rule!.AsObject())
                    {
                        if (fields.ContainsKey(field))
                        {
                            Check(root, fieldSchema!, fields[field], $"{path}.{field}", errors);
                        }
                    }

                    break;
                case "additionalProperties" when value is JsonObject fields:
                    foreach ((string field, JsonNode? fieldValue) in fields)
                    {
                        if (schema["properties"]?.AsObject().ContainsKey(field) == true)
                        {
                            continue;
                        }

                        if (rule is JsonObject)
                        {
                            Check(root, rule, fieldValue, $"{path}.{field}", errors);
                        }
                        else
                        {
                            Require((bool)rule!, $"no field {field}");
                        }
                    }

                    break;
                case "minimum" or "maximum" or "minItems" or "maxItems" or "uniqueItems":
                case "items" or "required" or "properties" or "additionalProperties":
                    break;
                default:
                    Assert.Contains(keyword, Annotations);
                    break;
            }
        }

        void Require(bool holds, string what)
        {
            if (!holds)
            {
                errors.Add($"{path}: {what}");
            }
        }
    }

    private static bool HasType(JsonNode rule, JsonNode? value) =>
        rule is JsonArray any
            ? any.Any(one => HasType(one!, value))
            : (string)rule! switch
            {
                "null" => value is null,
                "object" => value is JsonObject,
                "array" => value is JsonArray,
                "string" => value?.GetValueKind() == JsonValueKind.String,
                "number" => value?.GetValueKind() == JsonValueKind.Number,
                "integer" => value?.GetValueKind() == JsonValueKind.Number
                    && double.IsInteger((double)value),
                "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
                string other => throw new InvalidOperationException($"Unknown type {other}."),
            };
}
