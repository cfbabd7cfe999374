using System.CommandLine;
using Interplay.Cli.Explain.Data;
using Interplay.Cli.Explain.Games;
using Interplay.Cli.Explain.Models;
using Interplay.Cli.Explain.Programs;
using Interplay.Cli.Explain.Prompts;
using Interplay.Cli.Explain.Rows;
using Interplay.Cli.Explain.Texts;

namespace Interplay.Cli.Explain;

/// <summary><c>interplay explain</c>: the whole flow in one go.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var command = new Command(
            "explain",
            "Explain something in one go: choose masks, ask the model, recover the interactions, print the report."
        );
        command.Subcommands.Add(ExplainTextCommand.Create());
        command.Subcommands.Add(ExplainPromptCommand.Create());
        command.Subcommands.Add(ExplainTableCommand.Create());
        command.Subcommands.Add(ExplainDataCommand.Create());
        command.Subcommands.Add(ExplainModelCommand.Create());
        command.Subcommands.Add(ExplainProgramCommand.Create());
        command.Subcommands.Add(ExplainGameCommand.Create());
        return command;
    }
}
