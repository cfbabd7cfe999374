using System.Text.Json;

namespace Interplay.Reports;

/// <summary>Reads what our JSON says of parts removed for good.</summary>
internal static class PruningReader
{
    public static Pruning Read(
        JsonField field,
        int partCount,
        IReadOnlyList<ExplainedOutput> outputs
    ) =>
        new(
            field["output"].OutputOf(outputs),
            field["minimise"].Flag(),
            field["whole"].Number(),
            field["wholeOnTest"].NumberOrNull(),
            [.. field["levels"].Items().Select(level => ReadLevel(level, partCount))]
        );

    private static PruningLevel ReadLevel(JsonField level, int partCount)
    {
        int removed = level["removed"].Integer();
        return new PruningLevel(
            removed,
            [.. level["choices"].Items().Select(choice => ReadChoice(choice, partCount, removed))]
        );
    }

    private static PruningChoice ReadChoice(JsonField choice, int partCount, int removed)
    {
        var read = new PruningChoice(
            choice["rule"].OneOf<PruningRule>(JsonNamingPolicy.CamelCase),
            choice["parts"].Parts(partCount),
            choice["predicted"].Number(),
            choice["measured"].Number(),
            choice["onTest"].NumberOrNull(),
            choice["isProven"].IsNull ? null : choice["isProven"].Flag(),
            choice.Optional("interactionWeight")?.NumberOrNull()
        );
        return read.Parts.Order == removed
            ? read
            : throw choice["parts"].Error($"must be {removed} parts, as many as are removed");
    }
}
