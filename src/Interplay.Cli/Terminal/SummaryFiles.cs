namespace Interplay.Cli.Terminal;

/// <summary>Where a summary of many explanations goes: files, and a report unless one of these is standard output.</summary>
internal static class SummaryFiles
{
    /// <summary>Saves what was asked for, then prints the report. What cannot be saved is said after it.</summary>
    public static Task DeliverAsync(
        (string? Path, Action<Stream> Write) json,
        (string? Path, Func<TextWriter, Task> WriteAsync) csv,
        Action print
    ) =>
        TargetFile.AfterAsync(
            async () =>
            {
                if (json.Path is not null)
                {
                    await TargetFile.WriteAsync(
                        json.Path,
                        file =>
                        {
                            json.Write(file);
                            return Task.CompletedTask;
                        }
                    );
                }

                if (csv.Path is not null)
                {
                    await TargetFile.WriteAsync(
                        csv.Path,
                        async file =>
                        {
                            await using var text = new StreamWriter(file, leaveOpen: true);
                            await csv.WriteAsync(text);
                        }
                    );
                }
            },
            () =>
            {
                if (json.Path != TargetFile.Standard && csv.Path != TargetFile.Standard)
                {
                    print();
                }
            }
        );
}
