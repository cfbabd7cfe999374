namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>Takes the output of one mask on one prompt. Called once for each pair, in any order and by many threads at once.</summary>
/// <param name="prompt">The prompt's number.</param>
/// <param name="row">The mask's row.</param>
/// <param name="output">The output for it, flat, the batch dimension left out; valid only during the call.</param>
public delegate void RowReader(int prompt, int row, ReadOnlySpan<float> output);
