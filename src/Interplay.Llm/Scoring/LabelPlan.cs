using Interplay.Llm.Routes;

namespace Interplay.Llm.Scoring;

/// <summary>A label and its tokens.</summary>
/// <param name="Text">The label.</param>
/// <param name="Tokens">Tokens that cover it.</param>
internal sealed record LabelPlan(string Text, ScoredToken[] Tokens);
