Interplay.Cli.Terminal.StandardOutput.Install();
return await Interplay.Cli.CommandLine.RunAsync(args);
