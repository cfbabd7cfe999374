using System.Text;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Masks;
using Interplay.Onnx.Text;

namespace Interplay.ModelServer.Serving;

/// <summary>A classifier of texts into one of several labels behind the routes of a language model: its answer is one token, the label. What users say is judged; system messages are instructions, which a classifier does not read.</summary>
internal sealed class ServedClassifier(TextClassifier classifier, RunGate gate) : IServedModel
{
    private readonly byte[][] _labels = [.. classifier.Labels.Select(Encoding.UTF8.GetBytes)];

    /// <inheritdoc/>
    public int ContextLength => classifier.MaxTokens;

    /// <inheritdoc/>
    public string Fingerprint => classifier.Fingerprint;

    /// <inheritdoc/>
    public ServedPrompt Read(string text)
    {
        int count = classifier.CountTokens(text);
        return count <= ContextLength
            ? new ServedPrompt(new int[count], text)
            : throw new ApiException(
                400,
                $"This model's maximum context length is {ContextLength} tokens. However, you requested {count} tokens. Please reduce the length.",
                null,
                "context_length_exceeded"
            );
    }

    /// <inheritdoc/>
    public ServedPrompt Read(IReadOnlyList<int> tokens) =>
        throw ApiException.Invalid("prompt", "must be a text: a classifier takes no token ids.");

    /// <inheritdoc/>
    public ServedPrompt Read(
        IReadOnlyList<PromptMessage> messages,
        bool opensAnswer,
        bool continuesLast
    )
    {
        PromptMessage? other = messages.FirstOrDefault(message =>
            message.Role is not ("system" or "user")
        );
        return other is null && opensAnswer && !continuesLast
            ? Read(string.Join('\n', messages.Where(m => m.Role == "user").Select(m => m.Content)))
            : throw ApiException.Invalid(
                "messages",
                "must be system and user messages that ask for an answer: a classifier continues nothing."
            );
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> TokenBytes(int token) =>
        throw new ApiException(400, "A classifier has no tokens to take apart.", "tokens");

    /// <inheritdoc/>
    public void Check(ServedPrompt prompt, Sampling sampling, string promptField)
    {
        if (sampling.Echoes || sampling.PromptAlternatives is not null)
        {
            throw new ApiException(
                400,
                "This model is a classifier: it gives probabilities of labels, not of the prompt, so echo and prompt_logprobs are not possible.",
                sampling.Echoes ? "echo" : "prompt_logprobs",
                "unsupported_value"
            );
        }
    }

    /// <inheritdoc/>
    public async Task<ServedAnswer> AnswerAsync(
        ServedPrompt prompt,
        Sampling sampling,
        Func<ServedToken?, string, ValueTask>? onToken,
        CancellationToken cancellationToken
    )
    {
        if (sampling.MaxTokens == 0)
        {
            return new ServedAnswer(null, [], "", "length");
        }

        double[] logOdds = await gate.RunAsync(
            () => classifier.Values([prompt.Text!], classifier.Labels, cancellationToken),
            cancellationToken
        );
        ServedToken token = Label(logOdds, sampling);
        string text = Encoding.UTF8.GetString(token.Bytes.Span);
        if (onToken is not null)
        {
            await onToken(token, text);
        }

        return new ServedAnswer(null, [token], text, "stop");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        classifier.Dispose();
        gate.Dispose();
    }

    private ServedToken Label(double[] logOdds, Sampling sampling)
    {
        double[] logProbabilities = Array.ConvertAll(logOdds, LogSigmoid);
        int[] order =
        [
            .. Enumerable
                .Range(0, logOdds.Length)
                .OrderByDescending(label => logProbabilities[label]),
        ];
        int label = sampling.Temperature is > 0 and { } temperature
            ? Draw(logProbabilities, order, temperature, sampling)
            : order[0];
        return new ServedToken(
            label,
            _labels[label],
            logProbabilities[label],
            Array.IndexOf(order, label) + 1,
            [
                .. order
                    .Take(sampling.Alternatives)
                    .Select(id => new ServedAlternative(id, _labels[id], logProbabilities[id])),
            ]
        );
    }

    /// <summary>Draws a label from the nucleus: the likeliest labels that make up the share that was asked for.</summary>
    private static int Draw(
        double[] logProbabilities,
        int[] order,
        double temperature,
        Sampling sampling
    )
    {
        double[] weights =
        [
            .. order.Select(label =>
                Math.Exp((logProbabilities[label] - logProbabilities[order[0]]) / temperature)
            ),
        ];
        double all = weights.Sum();
        int count = 0;
        double nucleus = 0;
        do
        {
            nucleus += weights[count++];
        } while (count < weights.Length && nucleus < sampling.TopP * all);

        // Of two labels a small number draws the positive one, whichever is likelier.
        double drawn = new SeededRandom(sampling.Seed).NextDouble() * nucleus;
        int[] labels = [.. Enumerable.Range(0, count).OrderByDescending(i => order[i])];
        foreach (int i in labels)
        {
            drawn -= weights[i];
            if (drawn < 0)
            {
                return order[i];
            }
        }

        return order[labels[^1]];
    }

    /// <summary>log 1 / (1 + e^-x) without loss at either end: x - log(1 + e^x) and -log(1 + e^-x), the logarithm as 2 atanh(u / (2 + u)) where u is small.</summary>
    private static double LogSigmoid(double x)
    {
        double u = Math.Exp(-Math.Abs(x));
        double softplus = u < 1e-3 ? 2 * Math.Atanh(u / (2 + u)) : Math.Log(1 + u);
        return Math.Min(x, 0) - softplus;
    }
}
