namespace Interplay.Llm.Routes;

/// <summary>How log-probabilities are got out of an endpoint, the best first.</summary>
public enum ScoringRoute
{
    /// <summary>vLLM's <c>prompt_logprobs</c>, on completions and on chat completions with <c>continue_final_message</c>: one call a continuation.</summary>
    PromptLogProbabilities,

    /// <summary><c>/v1/completions</c> with <c>echo</c> and <c>logprobs</c>, plain prompts only: one call a continuation.</summary>
    Echo,

    /// <summary>llama.cpp's <c>/completion</c>: a call a token, each forced by a logit bias that its log-probability does not see.</summary>
    LlamaCpp,

    /// <summary>Lists of likely tokens of <c>/v1/completions</c>, plain prompts only: a call a token; a token outside the list is censored.</summary>
    CompletionTopTokens,

    /// <summary>Lists of up to 20 likely tokens of <c>/v1/chat/completions</c>, the answer so far continued by <c>continue_final_message</c>: a call a token; a token outside the list is censored.</summary>
    ChatContinuedTopTokens,

    /// <summary>Lists of up to 20 likely tokens of <c>/v1/chat/completions</c>. A continuation of more tokens needs a server that goes on with a last assistant message; else labels of one token can be scored, in one call for all.</summary>
    ChatTopTokens,

    /// <summary>Lists of up to 20 likely tokens of Ollama's <c>/api/chat</c> or <c>/api/generate</c> (0.12.11 and later): a call a token; a token outside the list is censored.</summary>
    OllamaTopTokens,
}
