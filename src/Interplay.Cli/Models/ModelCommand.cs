using System.CommandLine;

namespace Interplay.Cli.Models;

/// <summary><c>interplay model</c>: what is in a model file.</summary>
internal static class ModelCommand
{
    public static Command Create()
    {
        var command = new Command("model", "Look into the file of a model.");
        command.Subcommands.Add(ModelInspectCommand.Create());
        return command;
    }
}
