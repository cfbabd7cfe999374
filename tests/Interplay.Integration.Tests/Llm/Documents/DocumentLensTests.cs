using Interplay.Llm.Documents;
using Interplay.Masks;
using Microsoft.Extensions.AI;

namespace Interplay.Integration.Tests.Llm.Documents;

public sealed class DocumentLensTests
{
    [Fact]
    public void Documents_are_cut_out_with_their_lines()
    {
        var lens = new DocumentLens(
            [
                new ChatMessage(ChatRole.System, "Answer from:\n[1] Red.\n[2] Blue.\nBe short."),
                new ChatMessage(ChatRole.User, "Which? (hint: [2] Blue.)"),
            ],
            [new("a", "[1] Red."), new("b", "[2] Blue.")]
        );
        Assert.Equal(
            ["Answer from:\n[2] Blue.\nBe short.", "Which? (hint: [2] Blue.)"],
            Texts(lens, "01")
        );
        Assert.Equal(["Answer from:\n[1] Red.\nBe short.", "Which? (hint: )"], Texts(lens, "10"));
        Assert.Equal(["Answer from:\nBe short.", "Which? (hint: )"], Texts(lens, "00"));
    }

    [Fact]
    public void The_full_mask_gives_the_messages_themselves()
    {
        ChatMessage[] messages = [new(ChatRole.User, "x y z")];
        var lens = new DocumentLens(messages, [new("1", "x"), new("2", "z")]);
        Assert.Equal(messages, lens.Ablate(Mask.Full(2)));
    }

    [Fact]
    public void Everything_that_is_no_document_stays()
    {
        var image = new UriContent("https://example.org/a.png", "image/png");
        var message = new ChatMessage(
            ChatRole.User,
            [new TextContent("one two"), image, new TextContent("one")]
        )
        {
            AuthorName = "Ann",
        };
        var lens = new DocumentLens([message], [new("1", "one"), new("2", " two")]);
        ChatMessage ablated = Assert.Single(lens.Ablate(Mask.Keeping(2, 1)));
        Assert.Equal("Ann", ablated.AuthorName);
        Assert.Same(image, ablated.Contents[1]);
        Assert.Equal(" two", ablated.Text);
        Assert.Equal("one twoone", message.Text);
    }

    [Fact]
    public void A_text_inside_another_document_belongs_to_that_one()
    {
        var lens = new DocumentLens(
            [new ChatMessage(ChatRole.User, "red house; red")],
            [new("1", "red"), new("2", "red house")]
        );
        Assert.Equal(["red house; "], Texts(lens, "01"));
        Assert.Equal(["; red"], Texts(lens, "10"));
    }

    [Fact]
    public void Equal_documents_have_a_place_each()
    {
        var lens = new DocumentLens(
            [new ChatMessage(ChatRole.User, "red\nred\nend")],
            [new("1", "red"), new("2", "red")]
        );
        Assert.Equal(["red\nend"], Texts(lens, "01"));
        Assert.Equal(["end"], Texts(lens, "00"));
    }

    [Theory]
    [InlineData("blue")]
    [InlineData("")]
    [InlineData("ed hous")]
    public void A_document_that_is_not_there_is_named(string text)
    {
        var error = Assert.Throws<InterplayException>(() =>
            new DocumentLens(
                [new ChatMessage(ChatRole.User, "red house")],
                [new("1", "red house"), new("lost", text)]
            )
        );
        Assert.Equal("document-not-found", error.Name);
        Assert.Contains("lost", error.Message, StringComparison.Ordinal);
    }

    private static string[] Texts(DocumentLens lens, string mask) =>
        [.. lens.Ablate(Mask.Parse(mask)).Select(static message => message.Text)];
}
