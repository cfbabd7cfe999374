namespace Interplay.Llm.Endpoints;

/// <summary>An answer that arrived broken: a number that is missing or not finite. Worth another attempt.</summary>
internal sealed class UnusableAnswerException(string message) : Exception(message);
