using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Masks;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Mechanistic.Readings;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>Readouts, computed once more from the logits of files whose weights were edited by hand.</summary>
public sealed class ComponentFunctionTests
{
    private const int Places = 5;
    private static readonly ExportedTransformer Model = Exports.Of("MultiHeadAttention");

    private static readonly IReadOnlyList<ModelComponent> Parts = Model.Components.Of(
        ComponentKind.Head,
        ComponentKind.Mlp
    );

    [Theory]
    [InlineData(ModelReadout.LogOdds, null)]
    [InlineData(ModelReadout.LogOdds, 4)]
    [InlineData(ModelReadout.LogProbability, null)]
    [InlineData(ModelReadout.Loss, null)]
    [InlineData(ModelReadout.Accuracy, null)]
    public async Task The_last_position_of_each_prompt_and_their_mean(
        ModelReadout readout,
        int? against
    )
    {
        ModelPrompt[] prompts =
        [
            new(Model.Inputs(TokenPrompts.Long)) { Target = 2, Against = against },
            new(Model.Inputs(TokenPrompts.Short)) { Target = 1, Against = against },
        ];
        double[,] byHand = ByHand(
            logits => logits[^1],
            (prompt, logits) => Read(readout, logits, prompt == 0 ? 2 : 1, against),
            TokenPrompts.Long,
            TokenPrompts.Short
        );
        double[] each = await Evaluate(prompts, readout, eachPrompt: true);
        double[] mean = await Evaluate(prompts, readout, eachPrompt: false);
        for (int row = 0; row < Masks.Length; row++)
        {
            Assert.Equal(byHand[row, 0], each[2 * row], Places);
            Assert.Equal(byHand[row, 1], each[2 * row + 1], Places);
            Assert.Equal((byHand[row, 0] + byHand[row, 1]) / 2, mean[row], Places);
        }
    }

    /// <summary>The value of another prompt, with its own position, is subtracted; it shares the target.</summary>
    [Fact]
    public async Task The_difference_of_two_prompts_at_positions_of_their_own()
    {
        var prompt = new ModelPrompt(Model.Inputs(TokenPrompts.Long))
        {
            Target = 3,
            Position = 4,
            Minus = new ModelPrompt(Model.Inputs(TokenPrompts.Short)) { Position = -2 },
        };
        double[,] first = ByHand(
            static logits => logits[4],
            static (_, logits) => Read(ModelReadout.LogProbability, logits, 3, null),
            TokenPrompts.Long
        );
        double[,] second = ByHand(
            static logits => logits[^2],
            static (_, logits) => Read(ModelReadout.LogProbability, logits, 3, null),
            TokenPrompts.Short
        );
        double[] found = await Evaluate([prompt], ModelReadout.LogProbability, eachPrompt: false);
        for (int row = 0; row < Masks.Length; row++)
        {
            Assert.Equal(first[row, 0] - second[row, 0], found[row], Places);
        }
    }

    /// <summary>Without a target the whole model's own answer is the target, for every mask.</summary>
    [Fact]
    public async Task The_models_own_answer()
    {
        using AblatableModel ablatable = Open();
        var function = new ComponentFunction(
            ablatable,
            [new ModelPrompt(Model.Inputs(TokenPrompts.Long))],
            ModelReadout.LogProbability
        );
        double[] whole = Rows(Model.Bytes, TokenPrompts.Long)[^1];
        int most = Array.IndexOf(whole, whole.Max());
        Assert.Equal([most], function.Targets);
        double expected = Read(ModelReadout.LogProbability, whole, most, null);
        Assert.Equal(expected, Assert.Single(function.Whole), Places);
        var values = new double[Masks.Length];
        await function.EvaluateAsync(
            MaskMatrix.From(Masks),
            values,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(expected, values[0], Places);
        Assert.NotEqual(expected, values[^1], Places);
    }

    /// <summary>Two logits of log-odds: for two classes the difference and the odds are the same.</summary>
    [Fact]
    public void Accuracy_counts_ties_and_log_odds_of_two_classes_are_their_difference()
    {
        Assert.Equal(1, PromptReading.Value(ModelReadout.Accuracy, [1, 2, 2], 1, null));
        Assert.Equal(1, PromptReading.Value(ModelReadout.Accuracy, [1, 2, 2], 2, null));
        Assert.Equal(0, PromptReading.Value(ModelReadout.Accuracy, [1, 2, 2], 0, null));
        Assert.Equal(-1.5, PromptReading.Value(ModelReadout.LogOdds, [1, 2.5f], 0, null), 12);
        Assert.Equal(-1.5, PromptReading.Value(ModelReadout.LogOdds, [1, 2.5f], 0, 1), 12);
        Assert.Equal(
            -1000,
            PromptReading.Value(ModelReadout.LogProbability, [-500, 500], 0, null),
            9
        );
        Assert.True(
            double.IsNaN(PromptReading.Value(ModelReadout.Accuracy, [1, float.NaN], 0, null))
        );
    }

    [Theory]
    [InlineData(5, null, null)]
    [InlineData(-1, null, null)]
    [InlineData(0, 5, null)]
    [InlineData(0, null, 7)]
    [InlineData(0, null, -8)]
    public void What_the_model_does_not_have_cannot_be_read(int target, int? against, int? position)
    {
        using AblatableModel ablatable = Open();
        var error = Assert.Throws<InterplayException>(() =>
            new ComponentFunction(
                ablatable,
                [
                    new ModelPrompt(Model.Inputs(TokenPrompts.Long))
                    {
                        Target = target,
                        Against = against,
                        Position = position,
                    },
                ]
            )
        );
        Assert.Equal("target-unknown", error.Name);
    }

    private static Mask[] Masks { get; } =
    [Mask.Full(Parts.Count), .. RandomMasks.Singles(Parts.Count), Mask.Empty(Parts.Count)];

    private static AblatableModel Open() =>
        AblatableModel.Open(Model.Graph, Model.Components, Parts);

    private static async Task<double[]> Evaluate(
        ModelPrompt[] prompts,
        ModelReadout readout,
        bool eachPrompt
    )
    {
        using AblatableModel ablatable = Open();
        var function = new ComponentFunction(ablatable, prompts, readout, eachPrompt: eachPrompt);
        var values = new double[Masks.Length * function.Outputs.Count];
        await function.EvaluateAsync(
            MaskMatrix.From(Masks),
            values,
            TestContext.Current.CancellationToken
        );
        return values;
    }

    private static double[,] ByHand(
        Func<double[][], double[]> choose,
        Func<int, double[], double> read,
        params int[][] prompts
    )
    {
        var values = new double[Masks.Length, prompts.Length];
        for (int row = 0; row < Masks.Length; row++)
        {
            byte[] edited = Model.Edits.Without(Masks[row].Removed(Parts));
            for (int prompt = 0; prompt < prompts.Length; prompt++)
            {
                values[row, prompt] = read(prompt, choose(Rows(edited, prompts[prompt])));
            }
        }

        return values;
    }

    private static double[][] Rows(byte[] model, int[] tokens) =>
        [
            .. PlainModel
                .Answer(model, Model.Inputs(tokens))
                .Select(static value => (double)value)
                .Chunk(Model.Shape.Classes),
        ];

    /// <summary>The formulas of the readouts, as they are documented.</summary>
    private static double Read(ModelReadout readout, double[] logits, int target, int? against)
    {
        double p = Math.Exp(logits[target]) / logits.Sum(Math.Exp);
        return readout switch
        {
            ModelReadout.LogOdds when against is { } other => logits[target] - logits[other],
            ModelReadout.LogOdds => Math.Log(p / (1 - p)),
            ModelReadout.LogProbability => Math.Log(p),
            ModelReadout.Loss => -Math.Log(p),
            _ => logits.Max() <= logits[target] ? 1 : 0,
        };
    }
}
