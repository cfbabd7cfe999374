using System.CommandLine;
using Interplay.Cli.Terminal;

namespace Interplay.Cli.Options;

/// <summary>An option that names a file to write. All that a command was given are checked before it does anything.</summary>
internal sealed class TargetOption(string name, params string[] aliases)
    : Option<string?>(name, aliases)
{
    /// <summary>Checks the files that a command is to write.</summary>
    /// <exception cref="InterplayException"><c>file-unwritable</c> or <c>file-name-empty</c>.</exception>
    public static void Check(ParseResult parsed)
    {
        foreach (TargetOption option in parsed.CommandResult.Command.Options.OfType<TargetOption>())
        {
            if (parsed.GetValue(option) is { } path)
            {
                TargetCheck.Writable(path, option.Name);
            }
        }
    }
}
