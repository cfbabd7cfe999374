namespace Interplay.Integration.Tests.Llm.Hosting;

/// <summary>Tests that set the environment or listen to every activity of the process run alone.</summary>
[CollectionDefinition(nameof(ProcessWide), DisableParallelization = true)]
public sealed class ProcessWide;
