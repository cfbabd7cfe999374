using Interplay.Cli.Options;

namespace Interplay.Cli.Explain.Data;

/// <summary>Which row belongs to which part, as CSV; rows that always stay have no part.</summary>
internal static class PartTable
{
    public static Task WriteAsync(DataStudy study, string path) =>
        TargetFile.WriteAsync(
            path,
            async file =>
            {
                await using var text = new StreamWriter(file, leaveOpen: true);
                await text.WriteAsync("row,part,name\n");
                for (int row = 0; row < study.Lens.RowCount; row++)
                {
                    int part = study.Lens.PartOfRow[row];
                    string name = part < 0 ? "" : study.Parts[part].Text;
                    await text.WriteAsync(
                        $"{row},{(part < 0 ? "" : $"{part}")},\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"
                    );
                }
            }
        );
}
