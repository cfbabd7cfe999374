using System.Globalization;

namespace Interplay.Integration.Tests.Cli;

/// <summary>Training data of the tests.</summary>
internal static class DataSamples
{
    public static string Train { get; } =
        Repository.Find("samples", "data", "breast-cancer-train.csv");

    public static string Test { get; } =
        Repository.Find("samples", "data", "breast-cancer-test.csv");

    /// <summary>The options that name the sample.</summary>
    public static string[] Cancer { get; } = [Train, "--target", "diagnosis", "--test", Test];

    /// <summary>Rows of two classes that a line parts: a, b, y.</summary>
    public static string Table(int rows = 12, string header = "a,b,y")
    {
        var text = new System.Text.StringBuilder(header).Append('\n');
        for (int row = 0; row < rows; row++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{row % 5},{row * 7 % 11},{(row % 2 == 0 ? "no" : "yes")}\n"
            );
        }

        return text.ToString();
    }

    /// <summary>
    /// A trainer for sh whose outputs are the kept rows and a loss; each copy does what <paramref name="fault"/> says at its third subset, unless a
    /// file <c>healed</c> stands beside it. It counts what it was paid for.
    /// </summary>
    public static string Program(string folder, string fault) =>
        $$"""
            cd '{{folder}}'
            read hello
            echo '{"version":1,"outputs":["kept","loss"]}'
            n=0
            while read -r line; do
              n=$((n+1))
              id=${line#*\"id\":}; id=${id%%,*}
              mask=${line#*\"mask\":\"}; mask=${mask%%\"*}
              ones=$(printf %s "$mask" | tr -d 0)
              if [ $n -ge 3 ] && [ ! -e healed ]; then {{fault}}; fi
              echo x >> paid
              echo "{\"id\":$id,\"values\":[${#ones},$((9-${#ones}))]}"
            done
            """;
}
