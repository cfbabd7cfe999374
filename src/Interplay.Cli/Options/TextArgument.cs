using System.CommandLine;

namespace Interplay.Cli.Options;

/// <summary>The text that is explained; an empty one is an error of the text, not of the command line.</summary>
internal sealed class TextArgument : Argument<string?>
{
    public TextArgument()
        : base("TEXT")
    {
        Description = "The text to explain, in quotes; - reads it from standard input.";
        Arity = ArgumentArity.ZeroOrOne;
    }
}
