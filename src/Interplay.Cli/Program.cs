return await Interplay.Cli.CommandLine.RunAsync(args);
