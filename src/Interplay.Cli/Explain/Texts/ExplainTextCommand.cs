using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Runs;
using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Lenses.Text;
using Interplay.Models;
using Interplay.Reports;
using Interplay.Reports.Summaries;
using Interplay.Runs;
using Interplay.Storage.Stored;

namespace Interplay.Cli.Explain.Texts;

/// <summary><c>interplay explain text</c>: which words of a text act together in a model's decision.</summary>
internal static class ExplainTextCommand
{
    public static Command Create()
    {
        var command = new Command(
            "text",
            "Explain a text on a text classifier, the shipped sentiment model or a folder of your own: which of its words act together. Values are log-odds of a label, of the positive class in the shipped one: 0 is undecided, +1 is 73 % positive, +2 is 88 %."
        );
        var text = new TextOptions();
        var method = new MethodOptions();
        var prior = new PriorOption();
        var rounds = new RoundOptions();
        var view = new ViewOptions();
        Option<string> model = ModelOption.Create();
        Option<string?> output = new("--output")
        {
            HelpName = "LABEL",
            Description =
                "The label to explain, or all [default: the one that the model finds likeliest; positive on the shipped model]",
        };
        Option<string?> similarTo = new("--similar-to")
        {
            HelpName = "TEXT",
            Description =
                "Explain how alike the text and this one are instead (cosine similarity of their embeddings); --model is then the folder of an encoder.",
        };
        Option<string?> pair = new("--pair")
        {
            HelpName = "TEXT",
            Description =
                "The second text of a model of pairs (entailment, relevance): it is read after the text that is explained, and nothing of it is taken away.",
        };
        var each = new EachTextOptions();
        var journal = new JournalOption();
        text.AddArgumentTo(command);
        each.AddTo(command);
        command.Options.Add(model);
        command.Options.Add(output);
        command.Options.Add(similarTo);
        command.Options.Add(pair);
        method.AddPlanTo(command);
        method.AddNearWholeTo(command);
        prior.AddTo(command);
        rounds.AddTo(command);
        journal.AddTo(command);
        view.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                ExplainOptions options = view.Checked(parsed, method);
                AnytimeOptions? inRounds = rounds.Read(parsed);
                bool isMany = each.IsAsked(parsed, text, prior);
                string name = parsed.GetRequiredValue(model);
                string folder = ShippedModels.Find(name);
                string? other = parsed.GetValue(similarTo);
                string? second = parsed.GetValue(pair);
                string? label = parsed.GetValue(output);
                if ((label ?? second) is not null && other is not null)
                {
                    throw new InterplayException(
                        ErrorKind.Request,
                        "text-options-contradict",
                        "--output and --pair are for a classifier, and --similar-to asks an encoder for a similarity: give one or the other."
                    );
                }

                (List<(string Name, TextLens Lens)> texts, List<string> left) = isMany
                    ? await each.ReadAsync(parsed, text, cancellationToken)
                    : ([("", text.ReadRequired(parsed))], []);
                Messages messages = ScreenOptions.Messages(parsed);
                left.ForEach(messages.Note);
                using AskedModel opened = other is null
                    ? AskedModel.Labels(folder, second, label)
                    : AskedModel.Similarity(folder, other);
                // Every text is asked for whole first: what the model cannot read is found before anything else is spent.
                AskedText[] asked =
                [
                    .. texts.Select(one => opened.Ask(one.Lens, cancellationToken)),
                ];
                string[] outputs =
                [
                    .. asked.SelectMany(static one => one.Function.Outputs).Distinct(),
                ];
                view.CheckShown(parsed, outputs);
                await using IDurableJournal? kept = journal.IsNamed(parsed)
                    ? await journal.OpenAsync(parsed, mustExist: false, cancellationToken)
                    : null;
                var run = new ShownRun(messages) { Journal = kept };
                if (!isMany)
                {
                    (RunResult result, Explanation explanation) = await ExplainAsync(asked[0]);
                    await view.DeliverAsync(parsed, explanation, ExplanationReport.Print);
                    return run.Exit(result);
                }

                each.Prepare(parsed);
                var found = new List<(string Name, Explanation Explanation)>();
                RunResult? last = null;
                for (int i = 0; i < asked.Length && last is not { IsPartial: true }; i++)
                {
                    messages.Note($"{texts[i].Name}, {i + 1} of {asked.Length}");
                    (last, Explanation explanation) = await ExplainAsync(asked[i]);
                    await each.SaveAsync(parsed, i + 1, explanation);
                    found.Add((texts[i].Name, explanation));
                }

                var summary = TextSummary.Of(found);
                await SummaryFiles.DeliverAsync(
                    (view.JsonPath(parsed), summary.WriteJson),
                    (each.Csv(parsed), summary.WriteCsvAsync),
                    () =>
                        TextSummaryText.Print(
                            summary,
                            text.File(parsed)!,
                            view.Top(parsed),
                            view.Show(parsed) is { } show
                                ? ShownOutputs.Find(outputs, show)
                                : outputs,
                            SafeOutput.Out
                        )
                );
                return run.Exit(last!);

                async Task<(RunResult Result, Explanation Explanation)> ExplainAsync(AskedText one)
                {
                    ExplainOptions applied = await prior.ApplyAsync(
                        parsed,
                        options,
                        one.Function.PartCount,
                        one.Function.Outputs,
                        one.Lens.Parts,
                        cancellationToken
                    );
                    RunResult result = await run.ExplainAsync(
                        new FunctionRequest
                        {
                            Function = one.Function,
                            Subject = text.Subject(parsed, one.Lens, name),
                            Options = applied,
                            Rounds = inRounds,
                            Journal = kept,
                        },
                        cancellationToken: cancellationToken
                    );
                    return (
                        result,
                        await one.CompletedAsync(prior.Recorded(parsed, result.Explanation))
                    );
                }
            }
        );
        return command;
    }
}
