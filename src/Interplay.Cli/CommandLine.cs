using System.CommandLine;
using System.CommandLine.Invocation;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;

namespace Interplay.Cli;

/// <summary>Parses, runs and turns every failure into one line on standard error and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        // A text may begin with '@': it is never the name of a file with arguments.
        var configuration = new ParserConfiguration
        {
            ResponseFileTokenReplacer = null,
            EnablePosixBundling = false,
        };
        ParseResult parsed = CommandTree
            .Create()
            .Parse(args.Length == 0 ? ["--help"] : args, configuration);
        if (parsed.Action is ParseErrorAction)
        {
            return UsageError(parsed);
        }

        if (EmptyValues.Find(parsed) is { } empty)
        {
            ErrorLine.Write(
                "option-empty",
                $"{empty} takes a text, and an empty one was given. Leave it out for its default."
            );
            return ExitCode.Usage;
        }

        using var interruption = new Interruption();
        try
        {
            TargetOption.Check(parsed);
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                    Output = SafeOutput.Out,
                    Error = SafeOutput.Error,
                },
                interruption.Token
            );
        }
        catch (InterplayException exception)
        {
            ErrorLine.Write(exception.Name, exception.Message, Hints.For(exception.Name));
            return ExitCode.Of(exception.Kind);
        }
        catch (OperationCanceledException)
        {
            ErrorLine.Write("interrupted", Interruption.Message);
            return ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // The last resort: whatever gets here is a bug, and people get a sentence instead of a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ErrorLine.WriteBug(exception);
            return ExitCode.Bug;
        }
    }

    private static int UsageError(ParseResult parsed)
    {
        var path = new List<string>();
        for (
            Symbol? command = parsed.CommandResult.Command;
            command is not null;
            command = command.Parents.FirstOrDefault()
        )
        {
            path.Insert(0, command is RootCommand ? "interplay" : command.Name);
        }

        ErrorLine.Write(
            "usage",
            string.Join(' ', parsed.Errors.Select(static error => error.Message)),
            $"'{string.Join(' ', path)} --help' lists what it takes."
        );
        return ExitCode.Usage;
    }
}
