namespace Interplay.Integration.Tests.Cli;

/// <summary>Programs of the tests that are value functions, for sh.</summary>
internal static class ProgramSamples
{
    /// <summary>
    /// A program whose outputs are the number of kept parts and what is missing to ten; each copy does what <paramref name="fault"/> says at its third
    /// request, unless a file <c>healed</c> stands beside it. It counts the masks that it was paid for, requests and starts.
    /// </summary>
    public static string Counting(string folder, string fault = ":", int batch = 1) =>
        $$"""
            cd '{{folder}}'
            read -r hello
            echo "$hello" >> hellos
            echo '{"version":1,"outputs":["kept","missing"],"batch":{{batch}}}'
            n=0
            while read -r line; do
              n=$((n+1))
              id=${line#*\"id\":}; id=${id%%,*}
              masks=${line#*\"masks\":[}; masks=${masks%%]*}
              if [ $n -ge 3 ] && [ ! -e healed ]; then {{fault}}; fi
              echo x >> requests
              values=
              for mask in $(printf %s "$masks" | tr -d '"' | tr , ' '); do
                echo x >> paid
                ones=$(printf %s "$mask" | tr -d 0)
                values="$values,[${#ones},$((10-${#ones}))]"
              done
              echo "{\"id\":$id,\"values\":[${values#,}]}"
            done
            """;

    /// <summary>Writes such a program and gives the command that starts it.</summary>
    public static string Command(TempFolder folder, string fault = ":", int batch = 1)
    {
        string file = folder.With("value.sh", "");
        File.WriteAllText(file, Counting(Path.GetDirectoryName(file)!, fault, batch));
        return $"sh '{file}'";
    }

    /// <summary>How many lines a file of the program has; none where it wrote none.</summary>
    public static int Lines(TempFolder folder, string file) =>
        File.Exists(folder[file]) ? File.ReadAllLines(folder[file]).Length : 0;
}
