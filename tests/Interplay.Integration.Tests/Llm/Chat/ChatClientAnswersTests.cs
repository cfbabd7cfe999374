using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Answers;
using Interplay.Llm.Chat;
using Microsoft.Extensions.AI;

namespace Interplay.Integration.Tests.Llm.Chat;

public sealed class ChatClientAnswersTests
{
    private const string Tools = """
        [{"type":"function","function":{"name":"weather","description":"Of a town.",
          "parameters":{"type":"object","properties":{"town":{"type":"string"}}}}},
         {"type":"function","function":{"name":"now"}}]
        """;

    [Fact]
    public async Task A_prompt_is_sent_with_roles_tools_and_options()
    {
        using var client = new RuleClient(static _ => "fine");
        var answers = new ChatClientAnswers(client, new ChatAnswerOptions { Seed = 5 });
        var prompt = new Prompt
        {
            Messages =
            [
                new PromptMessage("system", "Be short."),
                new PromptMessage("user", "Hello"),
                new PromptMessage("assistant", "Hi"),
                new PromptMessage("user", "How is the weather?"),
            ],
            Tools = Tools,
        };
        Answer answer = await answers.AnswerAsync(prompt, TestContext.Current.CancellationToken);
        Assert.Equal("fine", answer.Text);
        Assert.Equal(
            ["system", "user", "assistant", "user"],
            client.LastMessages.Select(static message => message.Role.Value)
        );
        Assert.Equal(
            prompt.Messages.Select(static message => message.Content),
            client.LastMessages.Select(static message => message.Text)
        );
        Assert.Equal(0, client.LastOptions!.Temperature);
        Assert.Equal(5, client.LastOptions.Seed);
        AIFunctionDeclaration[] tools =
        [
            .. client.LastOptions.Tools!.Cast<AIFunctionDeclaration>(),
        ];
        Assert.Equal(["weather", "now"], tools.Select(static tool => tool.Name));
        Assert.Equal("Of a town.", tools[0].Description);
        Assert.Equal(
            "string",
            tools[0]
                .JsonSchema.GetProperty("properties")
                .GetProperty("town")
                .GetProperty("type")
                .GetString()
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("[1]")]
    [InlineData("[{\"function\":{\"name\":null}}]")]
    [InlineData("not json")]
    public void Tools_that_are_none_are_named(string tools) =>
        Assert.Equal(
            "tools-malformed",
            Assert
                .Throws<InterplayException>(() =>
                    ChatMessages.ToolsOf(new Prompt { Messages = [], Tools = tools })
                )
                .Name
        );

    [Fact]
    public void An_unknown_role_is_named() =>
        Assert.Equal(
            "role-unknown",
            Assert
                .Throws<InterplayException>(() =>
                    ChatMessages.Of(
                        new Prompt { Messages = [new PromptMessage("narrator", "Once")] }
                    )
                )
                .Name
        );

    [Fact]
    public void Calls_of_tools_are_an_answer()
    {
        var response = new ChatResponse(
            new ChatMessage(
                ChatRole.Assistant,
                [
                    new FunctionCallContent(
                        "1",
                        "weather",
                        new Dictionary<string, object?> { ["town"] = "Lund" }
                    ),
                ]
            )
        );
        Answer answer = ChatClientAnswers.AnswerOf(response, TimeSpan.Zero);
        Assert.Equal("{\"name\":\"weather\",\"arguments\":{\"town\":\"Lund\"}}", answer.Text);
        Assert.False(answer.IsMissing);
    }

    [Theory]
    [InlineData(-1f, null)]
    [InlineData(float.NaN, null)]
    [InlineData(0f, 0)]
    public void Options_are_checked(float temperature, int? tokens)
    {
        using var client = new RuleClient(static _ => "");
        Assert.Equal(
            "chat-options-malformed",
            Assert
                .Throws<InterplayException>(() =>
                    new ChatClientAnswers(
                        client,
                        new ChatAnswerOptions
                        {
                            Temperature = temperature,
                            MaxOutputTokens = tokens,
                        }
                    )
                )
                .Name
        );
    }

    [Fact]
    public async Task Cancelling_is_no_failure()
    {
        using var client = new RuleClient(static _ => "");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await new ChatClientAnswers(client).AnswerAsync(
                new Prompt { Messages = [new PromptMessage("user", "x")] },
                stop.Token
            )
        );
    }
}
