using System.Globalization;
using System.Security.Cryptography;

namespace Interplay.Programs;

/// <summary>How another program is run and asked: a value function, or a trainer.</summary>
public sealed record ProgramOptions
{
    private const int MostWorkers = 1024;

    /// <summary>Files of a command that are larger are told apart by their length alone: reading them takes longer than asking.</summary>
    private const long MostReadBytes = 1L << 28;

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(1e6);

    /// <summary>The program and its arguments, parted by spaces; quotes hold spaces together. No shell reads it.</summary>
    public required string Command { get; init; }

    /// <summary>How many copies run side by side, 1 to 1,024.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Longest wait for one answer, the greeting included; at most a million seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a request is tried before the run fails, at least 1.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How many copies may be started in place of those that failed, all together, 0 or more.</summary>
    public int MostRestarts { get; init; } = 20;

    internal void Validate(ProgramFaults faults)
    {
        if (
            Workers is < 1 or > MostWorkers
            || Timeout <= TimeSpan.Zero
            || Timeout > LongestTimeout
            || Attempts < 1
            || MostRestarts < 0
        )
        {
            throw faults.Options(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Workers must be 1 to {MostWorkers}, attempts at least 1, the timeout above 0 and at most {LongestTimeout.TotalSeconds} seconds, and restarts not negative; found {Workers}, {Attempts}, {Timeout.TotalSeconds} and {MostRestarts}."
                )
            );
        }
    }

    internal string[] Words(ProgramFaults faults)
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
            : throw faults.Options(
                $"The {faults.Noun} command is empty or a quote in it does not close: {Command}"
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

    /// <summary>What the files hold that a command names: a script that was changed is another function.</summary>
    internal IEnumerable<string> Files(ProgramFaults faults)
    {
        foreach (string word in Words(faults))
        {
            string content;
            try
            {
                if (!File.Exists(word))
                {
                    continue;
                }

                using Stream file = WholeFile.OpenRead(word);
                content =
                    file.Length <= MostReadBytes
                        ? Convert.ToHexStringLower(SHA256.HashData(file))
                        : $"{file.Length} bytes";
            }
            catch (InterplayException)
            {
                // What cannot be read here, such as a pipe, is the program's own affair.
                continue;
            }

            yield return $"{word}={content}";
        }
    }
}
