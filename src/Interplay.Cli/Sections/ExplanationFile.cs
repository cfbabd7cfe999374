using Interplay.Cli.Terminal;
using Interplay.Reports;

namespace Interplay.Cli.Sections;

/// <summary>Explanations in files.</summary>
internal static class ExplanationFile
{
    public static Explanation Read(string path)
    {
        using Stream file = TargetFile.OpenRead(path);
        return ExplanationJson.Read(file);
    }

    public static Task WriteAsync(Explanation explanation, string path) =>
        TargetFile.WriteAsync(
            path,
            file =>
            {
                ExplanationJson.Write(explanation, file);
                return Task.CompletedTask;
            }
        );

    /// <summary>Writes the interactions for shapiq, which knows one output a file.</summary>
    /// <exception cref="InterplayException"><c>too-many-outputs</c>.</exception>
    public static Task WriteShapiqAsync(Explanation explanation, string path) =>
        explanation.Outputs.Count == 1
            ? TargetFile.WriteAsync(
                path,
                file =>
                {
                    ShapiqJson.Write(
                        ShapiqValues.From(
                            explanation.Outputs[0].Interactions,
                            TimeProvider.System,
                            explanation.Ablations
                        ),
                        file
                    );
                    return Task.CompletedTask;
                }
            )
            : throw new InterplayException(
                ErrorKind.Request,
                "too-many-outputs",
                $"A shapiq file holds one output; this explanation has {explanation.Outputs.Count}."
            );
}
