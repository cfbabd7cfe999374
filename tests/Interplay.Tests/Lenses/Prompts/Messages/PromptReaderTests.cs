using System.Text;
using Interplay.Lenses.Prompts.Messages;

namespace Interplay.Tests.Lenses.Prompts.Messages;

/// <summary>Chat files as they are, and as they should not be.</summary>
public sealed class PromptReaderTests
{
    [Fact]
    public void A_request_keeps_its_other_fields_aside()
    {
        PromptFile file = ChatFiles.Read("rag-tags.json");
        Assert.Equal(["system", "user"], file.Prompt.Messages.Select(message => message.Role));
        Assert.Equal("The bridge [1].", file.Continuation);
        Assert.Equal("\"local\"", file.Others["model"]);
        Assert.Equal("0", file.Others["temperature"]);
        Assert.Equal(2, file.Others.Count);
    }

    [Fact]
    public void Calls_of_tools_and_replies_are_kept()
    {
        Prompt prompt = ChatFiles.Read("tools.json").Prompt;
        Assert.Contains("\"c1\"", prompt.Messages[2].ToolCalls);
        Assert.Equal("", prompt.Messages[2].Content);
        Assert.Equal("c1", prompt.Messages[3].ToolCallId);
        Assert.StartsWith("[", prompt.Tools);
    }

    [Fact]
    public void Documents_take_the_place_that_is_kept_for_them()
    {
        PromptFile file = ChatFiles.Read("listed-documents.json");
        Assert.Equal(
            "Context follows.\n\n[1] The letter was found in the attic. It bears no name.\n\n"
                + "[note-9] Archive\nThe handwriting is that of Ada Holm.\n\n"
                + "[3] Ada Holm lived in the house until 1911.\n\nEnd of context.",
            file.Prompt.Messages[0].Content
        );
        Assert.Equal("Ada Holm", file.Continuation);
    }

    [Fact]
    public void Documents_without_a_place_stand_before_the_last_question()
    {
        Prompt prompt = PromptReader
            .Parse(
                """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"Why?"}],"documents":["x","y"]}"""
            )
            .Prompt;
        Assert.Equal("[1] x\n\n[2] y\n\nWhy?", prompt.Messages[2].Content);
        Assert.Equal("a", prompt.Messages[0].Content);
    }

    [Fact]
    public void Parts_of_content_are_joined_by_lines()
    {
        PromptMessage message = ChatFiles.Read("content-parts.json").Prompt.Messages[1];
        Assert.Equal(3, message.Content.Split('\n').Length);
        Assert.Equal(
            "What does the red key lead to?",
            message.Content.Substring(message.Sections[2].Start, message.Sections[2].Length)
        );
    }

    [Fact]
    public void A_plain_text_and_a_completion_request_are_plain()
    {
        Prompt text = PromptReader.ReadPlain("\uFEFFOnce upon"u8.ToArray()).Prompt;
        Assert.True(text.IsPlain);
        Assert.Equal("Once upon", Assert.Single(text.Messages).Content);
        Prompt request = PromptReader.Parse("""{"prompt":"Once upon","max_tokens":1}""").Prompt;
        Assert.Equal(ChatFiles.Sent(text), ChatFiles.Sent(request));
    }

    [Theory]
    [InlineData("", "Not JSON")]
    [InlineData("{", "Not JSON")]
    [InlineData("7", "$ must be an object or an array of messages; found 7")]
    [InlineData("{}", "either 'messages' or 'prompt'; found neither")]
    [InlineData("""{"messages":[],"prompt":"a"}""", "found both")]
    [InlineData("[]", "at least one message")]
    [InlineData("""{"messages":{}}""", "$.messages must be an array; found an object")]
    [InlineData("""["hi"]""", "$[0] must be an object; found \"hi\"")]
    [InlineData("""[{"content":"a"}]""", "$[0] must have the field 'role'")]
    [InlineData("""[{"role":"owner","content":"a"}]""", "$[0].role must be one of system")]
    [InlineData("""[{"role":"user"}]""", "$[0] must have 'content'")]
    [InlineData("""[{"role":"user","content":null}]""", "$[0] must have 'content'")]
    [InlineData(
        """[{"role":"user","content":3}]""",
        "$[0].content must be a string or an array; found 3"
    )]
    [InlineData("""[{"role":"user","content":["a"]}]""", "$[0].content[0] must be an object")]
    [InlineData(
        """[{"role":"user","content":[{"type":"text"}]}]""",
        "$[0].content[0] must have the field 'text'"
    )]
    [InlineData("""[{"role":"user","role":"user","content":"a"}]""", "role")]
    [InlineData("""[{"role":"user","content":"\ud800"}]""", "$[0].content must be Unicode text")]
    [InlineData(
        """{"messages":[{"role":"user","content":"a"}],"x":{"\udc00":1}}""",
        "Invalid surrogate"
    )]
    [InlineData(
        """{"messages":[{"role":"user","content":"a"}],"tools":{}}""",
        "$.tools must be an array"
    )]
    [InlineData(
        """{"messages":[{"role":"user","content":"a"}],"tools":[1]}""",
        "$.tools[0] must be an object"
    )]
    [InlineData(
        """{"messages":[{"role":"user","content":"a"}],"documents":[1]}""",
        "$.documents[0] must be a text"
    )]
    [InlineData(
        """{"messages":[{"role":"user","content":"a"}],"documents":[{"id":2,"text":"x"},"y"]}""",
        "'2' is that of an earlier"
    )]
    [InlineData(
        """{"messages":[{"role":"system","content":"a"}],"documents":["x"]}""",
        "need a place"
    )]
    [InlineData(
        """{"messages":[{"role":"user","content":"{{documents}}{{documents}}"}],"documents":["x"]}""",
        "more than one"
    )]
    [InlineData(
        """{"messages":[{"role":"user","content":"a"}],"answer":"a","continuation":"b"}""",
        "they differ"
    )]
    [InlineData(
        """{"messages":[{"role":"user","content":"a"}],"answer":["a"]}""",
        "$.answer must be a string"
    )]
    public void Malformed_files_say_where_and_what(string json, string expected)
    {
        var e = Assert.Throws<InterplayException>(() => PromptReader.Parse(json));
        Assert.Equal("prompt-malformed", e.Name);
        Assert.Equal(ErrorKind.Data, e.Kind);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_is_named_and_refused()
    {
        var e = Assert.Throws<InterplayException>(() =>
            PromptReader.Parse(
                """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"x"}}]}]"""
            )
        );
        Assert.Equal("prompt-part-unsupported", e.Name);
        Assert.Contains("$[0].content[1] is of the type \"image_url\"", e.Message);
    }

    [Fact]
    public void Nesting_size_and_encoding_have_limits()
    {
        string deep = new string('[', 80) + new string(']', 80);
        Assert.Equal("prompt-malformed", Name(Encoding.UTF8.GetBytes(deep)));
        Assert.Equal("prompt-too-long", Name(new byte[PromptReader.MaxBytes + 1]));
        Assert.Equal("prompt-malformed", Name([0x22, 0xC3, 0x28, 0x22]));
        Assert.Equal(
            "prompt-malformed",
            Assert.Throws<InterplayException>(() => PromptReader.Parse("\"\uD800\"")).Name
        );
    }

    [Fact]
    public void Truncated_files_fail_by_name_at_every_byte()
    {
        byte[] whole = Encoding.UTF8.GetBytes(
            """{"messages":[{"role":"user","content":[{"type":"text","text":"é"}]}],"documents":["x"]}"""
        );
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Equal("prompt-malformed", Name(whole[..length]));
        }
    }

    private static string Name(byte[] file) =>
        Assert.Throws<InterplayException>(() => PromptReader.Read(file)).Name;
}
