namespace Interplay.Integration.Tests.Llm;

/// <summary>Whose routes a scripted endpoint has.</summary>
internal enum ServerKind
{
    /// <summary>Completions and chat with prompt_logprobs.</summary>
    Vllm,

    /// <summary>Completions with echo; refuses to write nothing.</summary>
    Echo,

    /// <summary>Completions without echo.</summary>
    Completions,

    /// <summary>Chat with top_logprobs; refuses fields it does not know and does not go on with an answer.</summary>
    OpenAI,

    /// <summary>Chat with top_logprobs that goes on with a last assistant message where asked.</summary>
    Sglang,

    /// <summary>Native routes of llama.cpp.</summary>
    LlamaCpp,

    /// <summary>Native routes of Ollama.</summary>
    Ollama,

    /// <summary>As vLLM, but with scores that are not what they claim.</summary>
    Liar,
}
