using Interplay.Onnx.Mechanistic;

namespace Interplay.Cli.Explain.Models;

/// <summary>A prompt with its tokens.</summary>
/// <param name="Tokens">The tokens.</param>
/// <param name="Prompt">What is fed to the model and asked of it.</param>
internal sealed record AskedPrompt(IReadOnlyList<int> Tokens, ModelPrompt Prompt);
