using System.CommandLine;
using System.Text;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using Interplay.Models;
using Interplay.Onnx.Mechanistic.Studies;

namespace Interplay.Cli.Models;

/// <summary><c>interplay model inspect</c>: the heads, MLPs, layers and neurons that are found in a model.</summary>
internal static class ModelInspectCommand
{
    public static Command Create()
    {
        var command = new Command(
            "inspect",
            "Show the attention heads, MLPs, layers and neurons that were recognised in an ONNX transformer: what 'explain model' can take out of it."
        );
        Argument<string> model = ModelArgument.Create();
        Option<string?> components = ModelArgument.Components();
        var json = new TargetOption("--json")
        {
            HelpName = "FILE",
            Description =
                "Save what was found as a components file, to be mended by hand and given to --components; - prints it.",
        };
        command.Arguments.Add(model);
        command.Options.Add(components);
        command.Options.Add(json);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var source = ModelSource.Read(
                    ShippedModels.Find(parsed.GetRequiredValue(model)),
                    parsed.GetValue(components)
                );
                string? path = parsed.GetValue(json);
                if (path is not null)
                {
                    byte[] bytes = Encoding.UTF8.GetBytes($"{source.Components.ToJson()}\n");
                    await TargetFile.WriteAsync(
                        path,
                        target => target.WriteAsync(bytes, cancellationToken).AsTask()
                    );
                }

                if (path != TargetFile.Standard)
                {
                    using var screen = new Screen(ScreenOptions.IsPlain(parsed));
                    ComponentsReport.Print(screen, source);
                }

                return ExitCode.Ok;
            }
        );
        return command;
    }
}
