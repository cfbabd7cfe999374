using Interplay.ValueFunctions;

namespace Interplay.Llm.Endpoints;

/// <summary>What was read from an answer, and what it cost.</summary>
internal readonly record struct EndpointAnswer<T>(T Value, AblationCost Cost);
