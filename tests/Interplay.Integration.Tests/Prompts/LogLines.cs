using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Interplay.Integration.Tests.Prompts;

/// <summary>Keeps all that is logged, of every level, with its fields and exceptions.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Lines.Enqueue($"{state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        string fields = state is IEnumerable<KeyValuePair<string, object?>> pairs
            ? string.Join(' ', pairs)
            : "";
        Lines.Enqueue($"{formatter(state, exception)} {fields} {exception}");
    }

    public void Dispose() { }
}
