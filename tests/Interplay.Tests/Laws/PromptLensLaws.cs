using System.Text.Json;
using CsCheck;
using Interplay.Lenses;
using Interplay.Lenses.Prompts;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;
using Interplay.Masks;
using Interplay.Tests.Lenses.Prompts;

namespace Interplay.Tests.Laws;

/// <summary>What holds for every prompt, selection, ablation and mask.</summary>
public sealed class PromptLensLaws
{
    private static readonly string[] Selections =
    [
        "documents",
        "documents:sentences",
        "documents:words",
        "documents:fields",
        "messages",
        "sentences",
        "words",
        "tokens",
        "lines",
        "paragraphs",
        "fields",
        "tools",
        "examples",
        "examples:words,system:sentences",
        "documents,user:words",
        "documents:sentences,all:lines,tools",
        "message:0:words,messages",
        "regex:[a-e]+",
        "user:regex:\\s,assistant,tools",
    ];

    private static readonly TextUnit[] Units =
    [
        TextUnit.Word,
        TextUnit.Sentence,
        TextUnit.Line,
        TextUnit.Paragraph,
    ];

    [Fact]
    public void The_full_mask_gives_the_prompt_back() =>
        Sample(
            (lens, _) =>
            {
                Assert.Same(lens.Prompt, lens.Ablate(Mask.Full(lens.Parts.Count)));
                // Also where it is written, and not only handed back.
                string[] written =
                [
                    .. lens.Texts.Select(text =>
                        text.Ablate(Mask.Full(lens.Parts.Count), lens.Options)
                    ),
                ];
                Assert.Equal(
                    [
                        .. lens.Prompt.Messages.Select(message => message.Content),
                        lens.Prompt.Tools ?? "",
                    ],
                    written
                );
            }
        );

    [Fact]
    public void Spans_are_ordered_apart_and_not_blank() =>
        Sample(
            (lens, _) =>
            {
                int end = 0;
                for (int i = 0; i < lens.Parts.Count; i++)
                {
                    Part part = lens.Parts[i];
                    Assert.Equal(i, part.Index);
                    Assert.Equal(i, lens.Origins[i].Index);
                    Assert.True(part.Start >= end && part.Length > 0);
                    end = part.Start!.Value + part.Length!.Value;
                    Assert.NotEqual("", part.Text);
                }

                Assert.True(end <= lens.Text.Length);
            }
        );

    [Fact]
    public void What_was_JSON_stays_JSON() =>
        Sample(
            (lens, random) =>
            {
                AssertJson(lens, random);
                AssertJson(
                    lens.Refine(
                        [.. lens.Parts.Select(part => part.Index)],
                        Units[random.NextInt(4)]
                    ).Lens,
                    random
                );
            }
        );

    [Fact]
    public void A_conversation_stays_one() =>
        Sample(
            (lens, random) =>
            {
                Prompt ablated = lens.Ablate(RandomMask(lens.Parts.Count, random));
                IReadOnlyList<PromptMessage> before = lens.Prompt.Messages;
                Assert.Equal(
                    before.Any(message => message.Role == "user"),
                    ablated.Messages.Any(message => message.Role == "user")
                );
                Assert.Equal(
                    before
                        .Where(message => message.ToolCalls is not null)
                        .Count(message =>
                            ablated.Messages.Any(other => other.ToolCalls == message.ToolCalls)
                        ),
                    before.Count(message =>
                        message.ToolCallId is not null
                        && ablated.Messages.Any(other => other.ToolCallId == message.ToolCallId)
                    )
                );
                if (TakeTurns(before))
                {
                    Assert.True(TakeTurns(ablated.Messages));
                }
            }
        );

    [Fact]
    public void A_lifted_mask_gives_the_same_prompt() =>
        Sample(
            (lens, random) =>
            {
                PromptLens finer = lens;
                var maps = new List<PartRefinement>();
                for (int level = 0; level < 3; level++)
                {
                    PromptLens coarse = finer;
                    int[] chosen =
                    [
                        .. coarse
                            .Parts.Select(part => part.Index)
                            .Where(_ => random.NextInt(3) > 0),
                    ];
                    (finer, PartRefinement map) = coarse.Refine(chosen, Units[random.NextInt(4)]);
                    maps.Add(map);
                    Assert.Equal(finer.Parts.Count, map.FineCount);
                    Assert.Equal(
                        map.FineCount == map.CoarseCount,
                        finer.Fingerprint == coarse.Fingerprint
                    );
                    for (int i = 0; i < 4; i++)
                    {
                        Mask mask = RandomMask(coarse.Parts.Count, random);
                        Assert.Equal(
                            ChatFiles.Sent(coarse.Ablate(mask)),
                            ChatFiles.Sent(finer.Ablate(map.Lift(mask)))
                        );
                    }
                }

                Mask first = RandomMask(lens.Parts.Count, random);
                Assert.Equal(
                    ChatFiles.Sent(lens.Ablate(first)),
                    ChatFiles.Sent(
                        finer.Ablate(maps.Aggregate(first, (mask, map) => map.Lift(mask)))
                    )
                );
            }
        );

    [Fact]
    public void Parts_that_were_not_chosen_stay_as_they_are() =>
        Sample(
            (lens, random) =>
            {
                int part = random.NextInt(lens.Parts.Count);
                (PromptLens finer, PartRefinement map) = lens.Refine([part], TextUnit.Word);
                string[] before =
                [
                    .. lens.Parts.Where(other => other.Index != part).Select(other => other.Text),
                ];
                string[] after =
                [
                    .. finer
                        .Parts.Where(other => map.CoarseOf[other.Index] != part)
                        .Select(other => other.Text),
                ];
                Assert.Equal(before, after);
            }
        );

    [Fact]
    public void Fingerprints_tell_everything_apart_that_decides_an_ablation() =>
        Sample(
            (lens, random) =>
            {
                Prompt same = lens.Prompt with { Messages = [.. lens.Prompt.Messages] };
                Assert.Equal(lens.Fingerprint, PromptLens.Create(same, lens.Options).Fingerprint);
                int changed = random.NextInt(lens.Prompt.Messages.Count);
                Prompt other = lens.Prompt with
                {
                    Messages =
                    [
                        .. lens.Prompt.Messages.Select(
                            (message, i) =>
                                i == changed
                                    ? message with
                                    {
                                        Content = message.Content + "!",
                                    }
                                    : message
                        ),
                    ],
                };
                Assert.NotEqual(lens.Fingerprint, TryCut(other, lens.Options)?.Fingerprint);
                TextAblation next = (TextAblation)(((int)lens.Options.Ablation + 1) % 3);
                Assert.NotEqual(
                    lens.Fingerprint,
                    PromptLens
                        .Create(lens.Prompt, lens.Options with { Ablation = next })
                        .Fingerprint
                );
            }
        );

    [Fact]
    public void No_unselected_text_is_touched() =>
        Sample(
            (lens, random) =>
            {
                if (lens.Options.Ablation == TextAblation.Remove)
                {
                    return;
                }

                Mask mask = RandomMask(lens.Parts.Count, random);
                foreach (PromptText text in lens.Texts.Where(text => !text.HasParts))
                {
                    Assert.Equal(text.Text, text.Ablate(mask, lens.Options));
                }
            }
        );

    private static void Sample(Action<PromptLens, SeededRandom> law) =>
        Gen.ULong.Sample(
            seed =>
            {
                var random = new SeededRandom(seed);
                Prompt prompt = RandomPrompts.Draw(random);
                var options = new PromptLensOptions
                {
                    Parts = PromptSelection.Parse(Selections[random.NextInt(Selections.Length)]),
                    Ablation = (TextAblation)random.NextInt(3),
                    Replacement = random.NextInt(2) == 0 ? "" : "a \"b\"\n",
                    Fixed = random.NextInt(3) == 0 ? ["not", "regex:[0-9]+"] : [],
                };
                if (TryCut(prompt, options) is { } lens)
                {
                    law(lens, random);
                }
            },
            iter: 600,
            threads: 1
        );

    private static PromptLens? TryCut(Prompt prompt, PromptLensOptions options)
    {
        try
        {
            return PromptLens.Create(prompt, options);
        }
        catch (InterplayException e) when (e.Name is "fixed-not-found")
        {
            return TryCut(prompt, options with { Fixed = [] });
        }
        catch (InterplayException e)
            when (e.Name
                    is "empty-prompt"
                        or "too-few-parts"
                        or "documents-not-found"
                        or "parts-not-found"
            )
        {
            return null;
        }
    }

    private static Mask RandomMask(int count, SeededRandom random)
    {
        // Half of the masks keep few parts, so that whole messages and documents go.
        int kept = random.NextInt(2) == 0 ? 2 : 5;
        return Mask.Keeping(
            count,
            [.. Enumerable.Range(0, count).Where(_ => random.NextInt(kept) > kept - 2)]
        );
    }

    private static void AssertJson(PromptLens lens, SeededRandom random)
    {
        Mask mask = RandomMask(lens.Parts.Count, random);
        foreach (PromptText text in lens.Texts)
        {
            PromptNode[] leaves = [.. text.Root.Leaves()];
            if (
                leaves.Length > 0
                && leaves.All(leaf => leaf.Form != NodeForm.Text)
                && IsJson(text.Text)
            )
            {
                string ablated = text.Ablate(mask, lens.Options);
                // A message that was one part goes as a whole.
                Assert.True(IsJson(ablated) || text.Root.IsRemoved(mask), ablated);
            }
        }
    }

    private static bool TakeTurns(IReadOnlyList<PromptMessage> messages)
    {
        string[] roles =
        [
            .. messages
                .Where(message =>
                    message.Role is "user" or "assistant" && message.ToolCalls is null
                )
                .Select(message => message.Role),
        ];
        return roles.Zip(roles.Skip(1)).All(pair => pair.First != pair.Second);
    }

    private static bool IsJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
