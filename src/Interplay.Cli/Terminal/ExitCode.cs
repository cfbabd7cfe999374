namespace Interplay.Cli.Terminal;

/// <summary>Exit codes, for scripts; <c>docs/errors.md</c> lists them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Usage = 2;
    public const int BadData = 3;
    public const int Budget = 4;
    public const int ValueFunction = 5;
    public const int Missing = 6;
    public const int Bug = 70;
    public const int Interrupted = 130;

    public static int Of(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Request => Usage,
            ErrorKind.Data => BadData,
            ErrorKind.Budget => Budget,
            ErrorKind.ValueFunction => ValueFunction,
            ErrorKind.Missing => Missing,
            _ => Bug,
        };
}
