using Interplay.Lenses.Prompts;
using Interplay.Runs;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>What came of a level, in a line.</summary>
internal static class LevelLines
{
    public static string Of(LevelResult<PromptLens> level)
    {
        string reused = level.Lifted > 0 ? $", {level.Lifted} of levels before used again" : "";
        string next =
            level.CutNext.Count > 0
                ? $"; cut finer next: {string.Join(", ", level.CutNext.Select(part => part + 1))}"
                : "";
        return $"level {level.Number}: {level.Lens.Parts.Count} parts, {level.EvaluatedHere} ablations asked{reused}{next}";
    }
}
