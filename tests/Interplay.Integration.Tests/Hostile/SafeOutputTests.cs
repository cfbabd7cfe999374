using System.Globalization;
using System.Text;
using Interplay.Integration.Tests.Cli;
using Interplay.Masks;

namespace Interplay.Integration.Tests.Hostile;

/// <summary>Nothing of outside steers the terminal.</summary>
public sealed class SafeOutputTests
{
    [Fact]
    public async Task Control_sequences_in_a_name_are_shown_and_do_nothing()
    {
        CliResult run = (
            await CliRun.RunAsync(["recover", Repository.Data("hostile", "ansiname.csv")])
        ).Succeeded();
        Assert.Contains("␛[31mred␛]0;pwn␇", run.Output, StringComparison.Ordinal);
        RequireHarmless(run.Output + run.Error);
    }

    /// <summary>Names, notes, file names and errors of random characters, most of them controls.</summary>
    [Fact]
    public async Task Random_names_never_steer()
    {
        ulong seed = (ulong)Environment.TickCount64;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new SeededRandom(seed);
        using var folder = new TempFolder();
        for (int trial = 0; trial < 12; trial++)
        {
            string name = Name(random);
            string table = folder.With(
                "t.csv",
                $"mask,\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n000,1\n001,2\n010,3\n011,4\n100,5\n101,6\n110,7\n111,9\n"
            );
            string json = folder["e.json"];
            CliResult run = await CliRun.RunAsync(["recover", table, "--json", json]);
            RequireHarmless(run.Succeeded().Output + run.Error);
            CliResult report = await CliRun.RunAsync(["report", json]);
            RequireHarmless(report.Succeeded().Output + report.Error);
            CliResult error = await CliRun.RunAsync(["recover", $"{name}.csv"]);
            RequireHarmless(error.Output + error.Error);
            CliResult usage = await CliRun.RunAsync(["recover", table, "--show", name]);
            RequireHarmless(usage.Output + usage.Error);
        }
    }

    [Fact]
    public void Harmless_text_is_what_it_was()
    {
        foreach (
            string text in (string[])
                ["", "plain", "a\tb\nc\r\nd", "naïve — 日本語 👩‍👩‍👧 עברית العربية"]
        )
        {
            Assert.Equal(text, HarmlessText.Of(text));
        }

        Assert.Equal("a␍b", HarmlessText.Of("a\rb"));
        Assert.Equal("�abc� ␡ �", HarmlessText.Of("\u202Eabc\u2066 \u007F \u009B"));
    }

    /// <summary>There is one door: nobody else writes to the console.</summary>
    [Fact]
    public void Only_the_door_writes_to_the_console()
    {
        string[] others =
        [
            .. Directory
                .EnumerateFiles(Repository.Find("src"), "*.cs", SearchOption.AllDirectories)
                .Where(static file =>
                    !file.Contains(
                        $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                        StringComparison.Ordinal
                    )
                )
                .Where(static file =>
                    Path.GetFileName(file)
                        is not (
                            "SafeOutput.cs"
                            or "Screen.cs"
                            or "BenchLive.cs"
                            or "StandardOutput.cs"
                        )
                )
                .Where(static file =>
                {
                    string text = File.ReadAllText(file);
                    return text.Contains("Console.Out", StringComparison.Ordinal)
                        || text.Contains("Console.Error", StringComparison.Ordinal)
                        || text.Contains("Console.Write", StringComparison.Ordinal);
                })
                .Select(static file => Path.GetFileName(file)),
        ];
        Assert.Empty(others.Except(["CommandLine.cs"], StringComparer.Ordinal));
    }

    private static string Name(SeededRandom random)
    {
        const string Others =
            "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u200E\u200F\u061C\u0085\u009B\u009D\u2028\u2029";
        var name = new StringBuilder("x");
        for (int i = 0; i < 12; i++)
        {
            int kind = random.NextInt(4);
            name.Append(
                kind == 0 ? (char)('a' + random.NextInt(26))
                : kind == 1 ? Others[random.NextInt(Others.Length)]
                : kind == 2 ? '\e'
                : Control(random)
            );
        }

        return name.Append("]8;;http://evil/\al").ToString();
    }

    /// <summary>A control character that a CSV header may hold.</summary>
    private static char Control(SeededRandom random)
    {
        char c = (char)(1 + random.NextInt(31));
        return c is '\n' or '\r' ? '\a' : c;
    }

    private static void RequireHarmless(string text)
    {
        foreach (char c in text.ReplaceLineEndings("\n"))
        {
            bool isHarmful =
                c is not ('\n' or '\t')
                && (
                    char.IsControl(c)
                    || CharUnicodeInfo.GetUnicodeCategory(c)
                        is UnicodeCategory.LineSeparator
                            or UnicodeCategory.ParagraphSeparator
                    || c
                        is (>= '\u202A' and <= '\u202E')
                            or (>= '\u2066' and <= '\u2069')
                            or '\u200E'
                            or '\u200F'
                            or '\u061C'
                );
            Assert.False(isHarmful, $"U+{(int)c:X4} in {text}");
        }
    }
}
