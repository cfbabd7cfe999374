using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Interplay.Integration.Tests.Cli;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Interplay.Integration.Tests.Programs;

/// <summary>A program of <c>samples</c>.</summary>
internal static partial class OneFileProgram
{
    /// <summary>How these tests were compiled; the projects that a sample uses are built that way already.</summary>
    private const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly ConcurrentDictionary<string, Lazy<MethodInfo>> Compiled = new(
        StringComparer.Ordinal
    );

    /// <summary>Compiles it as <c>dotnet run</c> would, once, and runs it in this process.</summary>
    public static async Task<CliResult> RunAsync(string name, params string[] arguments)
    {
        MethodInfo main = Compiled
            .GetOrAdd(name, static name => new Lazy<MethodInfo>(() => Compile(name)))
            .Value;
        return await CapturedConsole.RunAsync(async () =>
        {
            object? ended = main.Invoke(null, [arguments]);
            if (ended is Task task)
            {
                await task;
            }

            return 0;
        });
    }

    /// <summary>Runs it as its readers do: <c>dotnet run samples/x.cs</c>.</summary>
    public static async Task<CliResult> DotnetRunAsync(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            ["run", "-c", Configuration, $"samples/{name}.cs", "--", .. arguments]
        )
        {
            WorkingDirectory = Repository.Find(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        // The build is one of its own, not a part of the one that runs these tests, and leaves no process behind.
        foreach (
            string variable in start
                .Environment.Keys.Where(static key =>
                    key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
                )
                .ToArray()
        )
        {
            start.Environment.Remove(variable);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CliResult(process.ExitCode, await output, await error);
    }

    /// <summary>The source without the lines that only say which projects it uses.</summary>
    public static string Source(string path) =>
        string.Join(
            '\n',
            File.ReadAllLines(path)
                .Where(static line => !line.StartsWith("#:", StringComparison.Ordinal))
        );

    private static MethodInfo Compile(string name)
    {
        string path = Repository.Find("samples", $"{name}.cs");
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"sample-{name}",
            [
                CSharpSyntaxTree.ParseText(ImplicitUsings, options),
                CSharpSyntaxTree.ParseText(Source(path), options, path),
            ],
            References(path),
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
        using var assembly = new MemoryStream();
        Assert.Empty(
            compilation
                .Emit(assembly, cancellationToken: TestContext.Current.CancellationToken)
                .Diagnostics.Where(static found => found.Severity >= DiagnosticSeverity.Warning)
        );
        return Assembly.Load(assembly.ToArray()).EntryPoint!;
    }

    /// <summary>All assemblies beside these tests; but of the product's own only those that the program asks for, with what they need.</summary>
    private static IEnumerable<MetadataReference> References(string path)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match project in ProjectLine().Matches(File.ReadAllText(path)))
        {
            string file = Path.Combine(Path.GetDirectoryName(path)!, project.Groups["path"].Value);
            Assert.True(File.Exists(file), $"{path} asks for {file}.");
            Add(Path.GetFileNameWithoutExtension(file));
        }

        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(file =>
                !Path.GetFileName(file).StartsWith("Interplay", StringComparison.Ordinal)
                || own.Contains(Path.GetFileNameWithoutExtension(file))
            )
            .Select(static file => MetadataReference.CreateFromFile(file));

        void Add(string assembly)
        {
            if (assembly.StartsWith("Interplay", StringComparison.Ordinal) && own.Add(assembly))
            {
                foreach (AssemblyName needed in Assembly.Load(assembly).GetReferencedAssemblies())
                {
                    Add(needed.Name!);
                }
            }
        }
    }

    [GeneratedRegex(@"^#:project (?<path>\S+)", RegexOptions.Multiline, 1000)]
    private static partial Regex ProjectLine();
}
