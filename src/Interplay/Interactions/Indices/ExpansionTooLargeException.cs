namespace Interplay.Interactions.Indices;

/// <summary>An index cannot be listed for a spectrum. The spectrum itself is not lost: a lower order, or Fourier, can be.</summary>
public sealed class ExpansionTooLargeException(string reason)
    : InterplayException(
        ErrorKind.Request,
        "expansion-too-large",
        $"{reason} Ask for a lower order."
    );
