using System.Text.Json;
using System.Text.Json.Serialization;
using Interplay.Interactions.Trust;

namespace Interplay.Reports;

/// <summary>How our JSON spells fields and kinds; generated, so that it trims and compiles ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [
        typeof(ExplanationContext.VerdictKindNames),
        typeof(ExplanationContext.FindingKindNames),
        typeof(ExplanationContext.PruningRuleNames),
    ]
)]
[JsonSerializable(typeof(ExplanationDocument))]
internal sealed partial class ExplanationContext : JsonSerializerContext
{
    internal sealed class VerdictKindNames()
        : JsonStringEnumConverter<VerdictKind>(JsonNamingPolicy.KebabCaseLower);

    internal sealed class FindingKindNames()
        : JsonStringEnumConverter<FindingKind>(JsonNamingPolicy.CamelCase);

    internal sealed class PruningRuleNames()
        : JsonStringEnumConverter<PruningRule>(JsonNamingPolicy.CamelCase);
}
