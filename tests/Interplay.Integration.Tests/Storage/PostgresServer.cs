using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Interplay.Integration.Tests.Storage;

/// <summary>
/// A PostgreSQL server of the tests: a cluster of its own in a temporary folder, on a port of its own. It ends with the tests even when they are
/// killed, because the shell that started it waits for the end of its standard input. Where there is no PostgreSQL and none can be installed,
/// tests that ask for it skip and say why.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string Password = "a-pa55word-that-must-not-leak";

    private readonly string _folder = Directory
        .CreateTempSubdirectory("interplay-postgres-")
        .FullName;
    private Process? _server;
    private string? _whyNot;
    private int _databases;
    private int _port;

    public async ValueTask InitializeAsync()
    {
        try
        {
            string bin =
                Binaries() ?? await InstallAsync() ?? throw new IOException("no initdb was found");
            await StartAsync(bin);
        }
        catch (Exception exception)
            when (exception is IOException or System.ComponentModel.Win32Exception)
        {
            _whyNot = exception.Message;
        }
    }

    /// <summary>The address of a database that is still empty.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        Assert.SkipWhen(_whyNot is not null, $"There is no PostgreSQL here: {_whyNot}");
        string name = $"journal{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return Address(name);
    }

    public string Address(string database, string password = Password) =>
        $"postgres://tester:{password}@127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}/{database}";

    /// <summary>Runs a statement from outside the journal.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={_port};Username=tester;Password={Password};Database={database};Pooling=false"
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.StandardInput.Close();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string? Binaries() =>
        (
            Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").Select(static v => v + "/bin")
                : []
        )
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .LastOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")));

    private static async Task<string?> InstallAsync()
    {
        if (Environment.UserName == "root" && File.Exists("/usr/bin/apt-get"))
        {
            await RunAsync("apt-get", "update", "-qq");
            await RunAsync("apt-get", "install", "-y", "-qq", "postgresql");
        }

        return Binaries();
    }

    private async Task StartAsync(string bin)
    {
        string data = Path.Combine(_folder, "data");
        string secret = Path.Combine(_folder, "secret");
        await File.WriteAllTextAsync(secret, Password);
        bool isRoot = Environment.UserName == "root";
        // The server refuses to run as root.
        string[] asOwner = isRoot ? ["runuser", "-u", "postgres", "--"] : ["env"];
        if (isRoot)
        {
            await RunAsync("chown", "-R", "postgres", _folder);
        }

        await RunAsync(
            asOwner[0],
            [
                .. asOwner[1..],
                $"{bin}/initdb",
                "--pgdata",
                data,
                "--username=tester",
                "--auth=scram-sha-256",
                $"--pwfile={secret}",
                "--encoding=UTF8",
                "--no-sync",
            ]
        );
        _port = FreePort();
        _server = Begin(
            asOwner[0],
            [
                .. asOwner[1..],
                "sh",
                "-c",
                "\"$0\" \"$@\" >/dev/null 2>&1 & server=$!; cat >/dev/null; kill -INT $server; wait $server",
                $"{bin}/postgres",
                "-D",
                data,
                "-p",
                _port.ToString(CultureInfo.InvariantCulture),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                $"unix_socket_directories={_folder}",
                // The machine does not lose power during a test, and it is shared.
                "-c",
                "fsync=off",
            ]
        );
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await ExecuteAsync("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (attempt < 300)
            {
                await Task.Delay(100);
            }
            catch (NpgsqlException exception)
            {
                throw new IOException(
                    $"the server does not answer: {exception.Message}",
                    exception
                );
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Begin(string program, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            }
        )!;

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Begin(program, arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new IOException($"{program} failed: {error}");
        }
    }
}
