using System.CommandLine;
using System.CommandLine.Parsing;
using Interplay.Cli.Options;

namespace Interplay.Cli;

/// <summary>
/// Options and arguments that were given an empty text, as a shell makes of a variable that is not set. None of them means anything by it: as a path it
/// names nothing, as the beginning of a name it names everything.
/// </summary>
internal static class EmptyValues
{
    /// <summary>The first one; null where there is none.</summary>
    public static string? Find(ParseResult parsed)
    {
        for (
            SymbolResult? result = parsed.CommandResult;
            result is CommandResult command;
            result = result.Parent
        )
        {
            foreach (SymbolResult child in command.Children)
            {
                if (child.Tokens.Any(static token => token.Value.Length == 0))
                {
                    switch (child)
                    {
                        case OptionResult { Implicit: false } option:
                            return option.Option.Name;
                        // The text to explain has an error of its own.
                        case ArgumentResult
                        {
                            Implicit: false,
                            Argument: not TextArgument
                        } argument:
                            return argument.Argument.Name;
                    }
                }
            }
        }

        return null;
    }
}
