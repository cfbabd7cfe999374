namespace Interplay.Training.Programs;

/// <summary>How a trainer that is a program of its own is run.</summary>
public sealed record TrainerCommandOptions
{
    /// <summary>The program and its arguments, parted by spaces; quotes hold spaces together. No shell reads it.</summary>
    public required string Command { get; init; }

    /// <summary>How many copies run side by side, at least 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Longest wait for one answer, the greeting included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a subset is tried before the run fails, at least 1.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How many copies may be started in place of those that failed, all together, 0 or more.</summary>
    public int MostRestarts { get; init; } = 20;

    internal TrainerCommandOptions Validated() =>
        Workers >= 1 && Timeout > TimeSpan.Zero && Attempts >= 1 && MostRestarts >= 0
            ? this
            : throw new InterplayException(
                ErrorKind.Request,
                "trainer-options-malformed",
                $"Workers and attempts must be at least 1, the timeout above 0 and restarts not negative; found {Workers}, {Attempts}, {Timeout} and {MostRestarts}."
            );

    internal string[] Words()
    {
        var words = new List<string>();
        var word = new System.Text.StringBuilder();
        char? quote = null;
        bool isOpen = false;
        foreach (char c in Command)
        {
            if (c == quote)
            {
                quote = null;
            }
            else if (quote is null && c is '"' or '\'')
            {
                quote = c;
                isOpen = true;
            }
            else if (quote is null && c == ' ')
            {
                Close();
            }
            else
            {
                word.Append(c);
                isOpen = true;
            }
        }

        Close();
        return words.Count > 0 && quote is null
            ? [.. words]
            : throw new InterplayException(
                ErrorKind.Request,
                "trainer-options-malformed",
                $"The trainer command is empty or a quote in it does not close: {Command}"
            );

        void Close()
        {
            if (isOpen)
            {
                words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
        }
    }
}
