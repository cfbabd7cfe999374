namespace Interplay.Reports;

/// <summary>What it takes to repeat a run.</summary>
public sealed record Manifest
{
    /// <summary>Version of Interplay that ran.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Fingerprint of the value function: model, lens, input and readout.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>
    /// The request, option by option, as the caller gave it. Files have the entries of <see cref="Explanation.Subject"/> and of
    /// <see cref="Explanation.Readout"/> among them, in the ordinal order of the names.
    /// </summary>
    public IReadOnlyDictionary<string, string> Request { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The manifest with more options of the request, or other values of them.</summary>
    /// <param name="options">Names and values.</param>
    public Manifest With(params ReadOnlySpan<(string Name, string Value)> options)
    {
        var request = new Dictionary<string, string>(Request, StringComparer.Ordinal);
        foreach ((string name, string value) in options)
        {
            request[name] = value;
        }

        return this with
        {
            Request = request,
        };
    }
}
