using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Interplay.Storage.Postgres;

/// <summary>
/// Addresses of PostgreSQL: the URI of libpq (https://www.postgresql.org/docs/current/libpq-connect.html, 34.1.1.2) or a connection string of
/// Npgsql. No error quotes a value of one: it may be a password.
/// </summary>
internal static partial class PostgresAddress
{
    /// <summary>Whether an address is one of a server; anything else is a path.</summary>
    public static bool IsOne(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Scheme().IsMatch(address) || HostKey().IsMatch(address);
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="InterplayException"><c>journal-address-malformed</c>.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string address)
    {
        try
        {
            NpgsqlConnectionStringBuilder builder = Scheme().IsMatch(address)
                ? FromUri(address)
                : new NpgsqlConnectionStringBuilder(address);
            builder.ApplicationName ??= "interplay";
            return builder;
        }
        catch (Exception exception)
            when (exception
                    is ArgumentException
                        or FormatException
                        or OverflowException
                        or InvalidCastException
            )
        {
            // Neither the address nor the exception is passed on: they may quote the password.
            throw Malformed("it cannot be read");
        }
    }

    /// <summary>What may stand in messages: server and database, without the password and what else the address holds.</summary>
    public static string Shown(NpgsqlConnectionStringBuilder builder) =>
        $"postgres://{(builder.Username is { } user ? $"{user}@" : "")}{builder.Host}:{builder.Port.ToString(CultureInfo.InvariantCulture)}/{builder.Database ?? builder.Username}";

    private static NpgsqlConnectionStringBuilder FromUri(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri))
        {
            throw Malformed("it is not a URI; special characters of a password are written as %XX");
        }

        var builder = new NpgsqlConnectionStringBuilder();
        if (uri.Host.Length > 0)
        {
            builder.Host = uri.Host.Trim('[', ']');
        }

        if (uri.Port > 0)
        {
            builder.Port = uri.Port;
        }

        string[] user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length == 2)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }

        string database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (database.Length > 0)
        {
            builder.Database = database;
        }

        foreach (
            string pair in uri
                .Query.TrimStart('?')
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
        )
        {
            string[] sides = pair.Split('=', 2);
            Set(
                builder,
                Uri.UnescapeDataString(sides[0]),
                sides.Length == 2 ? Uri.UnescapeDataString(sides[1]) : ""
            );
        }

        return builder.Host is null ? throw Malformed("it names no host") : builder;
    }

    /// <summary>Sets a parameter of libpq, under the name it has in Npgsql.</summary>
    private static void Set(NpgsqlConnectionStringBuilder builder, string key, string value)
    {
        string name = key switch
        {
            "host" => "Host",
            "port" => "Port",
            "user" => "Username",
            "password" => "Password",
            "dbname" => "Database",
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            "application_name" => "Application Name",
            "connect_timeout" => "Timeout",
            "options" => "Options",
            _ => throw Malformed(
                "of the parameters after '?' only host, port, user, password, dbname, sslmode, sslrootcert, sslcert, sslkey, application_name, connect_timeout and options are known"
            ),
        };
        // libpq writes verify-full, Npgsql VerifyFull.
        builder[name] = key == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
    }

    private static InterplayException Malformed(string reason) =>
        new(
            ErrorKind.Request,
            "journal-address-malformed",
            $"The address of the PostgreSQL journal is malformed: {reason}. Expected: postgres://user@host:5432/database or Host=h;Database=d;Username=u. (The address is not shown, it may hold a password.)"
        );

    [GeneratedRegex("^postgres(?:ql)?://", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Scheme();

    [GeneratedRegex(
        @"(?:^|;)\s*(?:host|server|data source)\s*=",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex HostKey();
}
