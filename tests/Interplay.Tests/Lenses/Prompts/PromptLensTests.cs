using Interplay.Lenses;
using Interplay.Lenses.Prompts;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;
using Interplay.Masks;

namespace Interplay.Tests.Lenses.Prompts;

/// <summary>Realistic prompts, cut and ablated, written out.</summary>
public sealed class PromptLensTests
{
    [Theory]
    [InlineData("rag-tags.json", "1,2,7")]
    [InlineData("rag-numbered.json", "1,2,5")]
    [InlineData("content-parts.json", "1,2")]
    [InlineData("listed-documents.json", "1,note-9,3")]
    [InlineData("separated.json", "1,2,3")]
    [InlineData("markdown.json", "1,2")]
    [InlineData("search-results.json", "4,2,6")]
    public void Documents_are_found_and_keep_their_identity(string file, string ids)
    {
        PromptLens lens = ChatFiles.Cut(file, "documents");
        Assert.Equal(ids.Split(','), lens.Origins.Select(origin => origin.Id!));
        Assert.All(lens.Origins, origin => Assert.Equal(PromptPartKind.Document, origin.Kind));
    }

    [Fact]
    public void A_tagged_document_goes_with_its_tag()
    {
        PromptLens lens = ChatFiles.Cut("rag-tags.json", "documents");
        Assert.Equal(
            "<documents>\n<document id=\"1\" title=\"Bridge\">\nThe bridge was opened in 1932. It carries two railway tracks.\n</document>\n"
                + "<document id=\"7\">\nBoth were built by the same engineer, Dr. Hall. He never saw the tunnel.\n</document>\n</documents>\n\nWhich of the two is older?",
            User(lens, 0, 2)
        );
        Assert.Equal("<documents>\n</documents>\n\nWhich of the two is older?", User(lens));
        Assert.Equal(
            "[1] Bridge: The bridge was opened in 1932. It carries two railway tracks.",
            lens.Parts[0].Text
        );
    }

    [Fact]
    public void Numbers_stay_with_their_documents()
    {
        PromptLens lens = ChatFiles.Cut("rag-numbered.json", "documents");
        Assert.Equal(
            "Use these sources:\n\n[2] Cacti store water.\n[5] Moss has no roots.\n\nKeep it short.\n\nWhich plant needs shade?",
            User(lens, 1, 2)
        );
        Assert.Equal(
            "Use these sources:\n\nKeep it short.\n\nWhich plant needs shade?",
            User(lens)
        );
    }

    [Theory]
    [InlineData("[1] Moss is green.\n[2] Cacti store water.\nWhich plant needs shade?")]
    [InlineData("[1] Moss is green.\n\n[2] Cacti store water.\nQuestion: Which plant needs shade?")]
    [InlineData(
        "Document 1:\nMoss is green.\nDocument 2:\nCacti store water.\nQ: Which needs shade?"
    )]
    public void A_question_on_the_next_line_is_no_part_of_the_last_document(string text)
    {
        PromptLens lens = PromptLens.Create(
            new Prompt { Messages = [new PromptMessage("user", text)] }
        );
        Assert.Equal(2, lens.Parts.Count);
        Assert.Equal(text[(text.LastIndexOf('\n') + 1)..], User(lens).Trim());
    }

    [Fact]
    public void Sentences_leave_the_frame_until_the_last_one_goes()
    {
        PromptLens lens = ChatFiles.Cut("rag-tags.json", "documents:sentences");
        Assert.Equal(5, lens.Parts.Count);
        Assert.Equal("It carries two railway tracks.", lens.Parts[1].Text);
        Assert.Equal(
            "<documents>\n<document id=\"1\" title=\"Bridge\">\nIt carries two railway tracks.\n</document>\n"
                + "<document id=\"7\">\nBoth were built by the same engineer, Dr. Hall.\n</document>\n</documents>\n\nWhich of the two is older?",
            User(lens, 1, 3)
        );
        Assert.Equal("1", lens.Origins[1].Id);
    }

    [Fact]
    public void Separators_stand_between_documents_only()
    {
        PromptLens lens = ChatFiles.Cut("separated.json", "documents");
        Assert.Equal(
            "Read these notes:\n\n---\n\nThe cat sleeps.\nIt dreams.\n\n---\n\nWhat colour is the cat?",
            User(lens, 1)
        );
        Assert.Equal(
            "Read these notes:\n\n---\n\nThe cat is black.\n\n---\n\nThe dog barks.\n\n---\n\nWhat colour is the cat?",
            User(lens, 0, 2)
        );
    }

    [Fact]
    public void Elements_of_an_array_go_with_their_commas()
    {
        PromptLens lens = ChatFiles.Cut("search-results.json", "documents");
        Assert.Equal(
            "[ \"Bergen was the capital once.\" , {\"id\": 6, \"text\": \"Trondheim is old.\"} ]",
            Last(lens, 1, 2)
        );
        Assert.Equal(
            "[ {\"id\": 4, \"title\": \"Oslo\", \"text\": \"Oslo is the capital.\"} ]",
            Last(lens, 0)
        );
        Assert.Equal("[ ]", Last(lens));
    }

    [Fact]
    public void Fields_go_with_their_commas()
    {
        PromptLens lens = ChatFiles.Cut("tools.json", "fields");
        Assert.Equal(5, lens.Parts.Count);
        Assert.Equal(
            ["city", "sky", "degrees", "hours", "note"],
            lens.Origins.Select(origin => origin.Title!)
        );
        Assert.Equal(
            "{\"sky\": \"light rain, wind\", \"hours\": [1, {\"a\": \"b,}\"}]}",
            Last(lens, 1, 3)
        );
        Assert.Equal("{}", Last(lens));
    }

    [Fact]
    public void Tools_go_one_by_one_and_the_list_with_the_last()
    {
        PromptLens lens = ChatFiles.Cut("tools.json", "tools");
        Assert.Equal(["weather", "news", "stocks"], lens.Parts.Select(part => part.Text));
        Assert.Equal(
            "[\n    { \"type\": \"function\", \"function\": { \"name\": \"news\", \"parameters\": {} } }\n  ]",
            lens.Ablate(Mask.Keeping(3, 1)).Tools
        );
        Assert.Null(lens.Ablate(Mask.Empty(3)).Tools);
    }

    [Fact]
    public void An_example_is_both_its_messages()
    {
        PromptLens lens = ChatFiles.Cut("few-shot.json", "examples");
        Assert.Equal(2, lens.Parts.Count);
        Assert.Equal("A waste of time. I left early. \u2192 bad", lens.Parts[1].Text);
        Prompt ablated = lens.Ablate(Mask.Keeping(2, 1));
        Assert.Equal(
            ["system", "user", "assistant", "user"],
            ablated.Messages.Select(message => message.Role)
        );
        Assert.Equal("A waste of time. I left early.", ablated.Messages[1].Content);
    }

    [Fact]
    public void Roles_go_on_taking_turns()
    {
        PromptLens lens = ChatFiles.Cut("few-shot.json", "messages");
        Prompt ablated = lens.Ablate(Mask.Keeping(6, 1, 3, 5));
        Assert.Equal(
            "user:I loved every minute.|assistant:|user:A waste of time. I left early.|assistant:|user:Not what I hoped for.",
            string.Join(
                '|',
                ablated.Messages.Select(message => $"{message.Role}:{message.Content}")
            )
        );
        Prompt none = lens.Ablate(Mask.Empty(6));
        Assert.Equal(
            "user:",
            string.Join('|', none.Messages.Select(message => $"{message.Role}:{message.Content}"))
        );
    }

    [Fact]
    public void A_call_goes_with_its_reply()
    {
        PromptLens lens = ChatFiles.Cut("tools.json", "message:0,message:3");
        Assert.Equal(
            ["system", "user"],
            lens.Ablate(Mask.Keeping(2, 0)).Messages.Select(message => message.Role)
        );
        Assert.Equal(4, lens.Ablate(Mask.Full(2)).Messages.Count);
    }

    [Fact]
    public void Granularities_mix()
    {
        PromptLens lens = ChatFiles.Cut("rag-numbered.json", "documents,user:words");
        Assert.Equal(
            "Use|these|sources:|[1] Ferns grow in shade. They need water.|[2] Cacti store water.|[5] Moss has no roots.|Keep|it|short.|Which|plant|needs|shade?",
            string.Join('|', lens.Parts.Select(part => part.Text))
        );
        PromptLens both = ChatFiles.Cut(
            "few-shot.json",
            "system,examples:sentences,message:5:regex:hoped|for"
        );
        Assert.Equal(
            "system: Say whether a review is good or bad.|I loved every minute.|good|A waste of time.|I left early.|bad|hoped|for",
            string.Join('|', both.Parts.Select(part => part.Text))
        );
    }

    [Fact]
    public void Masks_and_replacements_leave_frames()
    {
        Prompt prompt = ChatFiles.Read("rag-numbered.json").Prompt;
        var lens = PromptLens.Create(
            prompt,
            new PromptLensOptions { Ablation = TextAblation.MaskToken }
        );
        Assert.Equal(
            "Use these sources:\n\n[1] [MASK]\n[2] Cacti store water.\n[5] [MASK]\n\nKeep it short.\n\nWhich plant needs shade?",
            User(lens, 1)
        );
        var fields = PromptLens.Create(
            ChatFiles.Read("tools.json").Prompt,
            new PromptLensOptions
            {
                Parts = PromptSelection.Parse("fields"),
                Ablation = TextAblation.Replace,
                Replacement = "\"none\"",
            }
        );
        Assert.Contains("\"degrees\": \"\\u0022none\\u0022\", \"hours\"", Last(fields, 0, 3, 4));
    }

    [Fact]
    public void Fixed_text_always_stays()
    {
        Prompt prompt = ChatFiles.Read("rag-tags.json").Prompt;
        var lens = PromptLens.Create(
            prompt,
            new PromptLensOptions { Fixed = ["Dr. Hall", "regex:opened in [0-9]+"] }
        );
        Assert.Equal(
            "<documents>\n<document id=\"1\" title=\"Bridge\">\nopened in 1932\n</document>\n<document id=\"2\" title=\"Tunnel\">\nopened in 1992\n</document>\n"
                + "<document id=\"7\">\nDr. Hall\n</document>\n</documents>\n\nWhich of the two is older?",
            User(lens)
        );
    }

    [Fact]
    public void Spans_point_into_the_text()
    {
        PromptLens lens = ChatFiles.Cut("rag-tags.json", "system:words,documents:sentences");
        Assert.Equal("system:\nAnswer from", lens.Text[..19]);
        Assert.All(
            lens.Parts.Zip(lens.Origins),
            pair =>
            {
                (Part part, PromptPart origin) = pair;
                string said = lens.Text.Substring(part.Start!.Value, part.Length!.Value);
                Assert.Equal(
                    origin.Kind == PromptPartKind.Document
                        ? "<document id=\"2\" title=\"Tunnel\">\nThe tunnel was opened in 1992.\n</document>"
                        : part.Text,
                    said
                );
            }
        );
    }

    [Theory]
    [InlineData("documents", "documents-not-found")]
    [InlineData("tools", "parts-not-found")]
    [InlineData("system", "parts-not-found")]
    [InlineData("message:4", "message-not-found")]
    [InlineData("user", "too-few-parts")]
    [InlineData("regex:(", "pattern-malformed")]
    public void What_cannot_be_cut_is_an_error(string parts, string name)
    {
        Prompt prompt = PromptReader.Parse("""[{"role":"user","content":"Hello there"}]""").Prompt;
        Assert.Equal(
            name,
            Assert.Throws<InterplayException>(() => ChatFiles.Cut(prompt, parts)).Name
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("documents,")]
    [InlineData("paragraph")]
    [InlineData("documents:whole")]
    [InlineData("documents:words:x")]
    [InlineData("words:x")]
    [InlineData("message")]
    [InlineData("message:-1")]
    [InlineData("regex")]
    [InlineData("regex:")]
    public void Unreadable_parts_are_quoted(string parts) =>
        Assert.Equal(
            "parts-unreadable",
            Assert.Throws<InterplayException>(() => PromptSelection.Parse(parts)).Name
        );

    [Theory]
    [InlineData("documents,system:sentences,message:3:words,tools,regex:a,b:c")]
    [InlineData("messages:tokens,examples:lines,assistant:fields,user:paragraphs")]
    public void Parts_are_read_as_they_are_written(string parts) =>
        Assert.Equal(
            parts
                .Replace("regex", "messages:regex", StringComparison.Ordinal)
                .Replace("messages:messages", "messages", StringComparison.Ordinal),
            string.Join(',', PromptSelection.Parse(parts))
        );

    private static string User(PromptLens lens, params int[] kept) =>
        lens.Ablate(Mask.Keeping(lens.Parts.Count, kept))
            .Messages.Last(m => m.Role == "user")
            .Content;

    private static string Last(PromptLens lens, params int[] kept) =>
        lens.Ablate(Mask.Keeping(lens.Parts.Count, kept)).Messages[^1].Content;
}
