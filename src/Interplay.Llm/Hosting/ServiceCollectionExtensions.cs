using Interplay.ValueFunctions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Interplay.Llm.Hosting;

/// <summary>Registers Interplay with an application.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IPromptExplainer"/> as a singleton. It uses what else is registered: an <see cref="IPromptScorer"/>, else an <see cref="IChatClient"/>; an
    /// <see cref="IJournal"/>, so that nothing is paid for twice; a <see cref="TimeProvider"/> and loggers. Activities and metrics are named <see cref="Engine.TelemetryName"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options; null leaves the defaults.</param>
    /// <exception cref="OptionsValidationException">When the explainer is first asked for: a concurrency that is not 1 to 1,024.</exception>
    public static IServiceCollection AddInterplay(
        this IServiceCollection services,
        Action<InterplayOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        services
            .AddOptions<InterplayOptions>()
            .Configure(configure ?? (static _ => { }))
            .Validate(
                static options => options.Concurrency is >= 1 and <= 1024,
                "Concurrency must be 1 to 1,024."
            );
        services.TryAddSingleton<IPromptExplainer>(static provider => new PromptExplainer(
            provider.GetRequiredService<IOptions<InterplayOptions>>().Value,
            provider.GetService<IPromptScorer>(),
            provider.GetService<IChatClient>(),
            provider.GetService<IJournal>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetService<ILoggerFactory>()?.CreateLogger("Interplay") ?? NullLogger.Instance
        ));
        return services;
    }
}
