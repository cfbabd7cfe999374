namespace Interplay.Integration.Tests.Cli;

/// <summary>Prompts of the tests of a model's components.</summary>
internal static class ModelSamples
{
    public static string Prompts { get; } = Repository.Find("samples", "model", "reviews.txt");

    public static string TestPrompts { get; } =
        Repository.Find("samples", "model", "reviews-test.txt");
}
