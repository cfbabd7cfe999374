using System.Text.Json.Serialization;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Lenses;
using Interplay.Masks;

namespace Interplay.Reports;

/// <summary>
/// Version 1 of our JSON as it is written. The order of the properties is that of the fields, and part of the format; what came later, and is not there,
/// has no field, as in files of before.
/// </summary>
internal sealed class ExplanationDocument(Explanation explanation)
{
    public string Schema { get; } = ExplanationJson.Schema;
    public int Version { get; } = ExplanationJson.Version;
    public string Method => explanation.Method;
    public ulong Seed => explanation.Seed;
    public int PartCount => explanation.PartCount;
    public string? Input => explanation.Input;
    public IEnumerable<PartDocument> Parts =>
        explanation.Parts.Select(static part => new PartDocument(part));
    public IEnumerable<string> Outputs => Each(static output => output.Name);
    public int Budget => explanation.Budget;
    public int Ablations => explanation.Ablations;
    public int HeldOut => explanation.HeldOut;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int NearWhole => explanation.NearWhole;
    public string Index => explanation.Index.ToName();
    public int Order => explanation.Order;
    public IEnumerable<SpectrumDocument> Spectra =>
        Each(static output => new SpectrumDocument(output.Name, output.Spectrum.Terms));
    public IEnumerable<InteractionsDocument> Interactions =>
        Each(static output => new InteractionsDocument(output.Name, output.Interactions));
    public IEnumerable<FaithfulnessDocument> Faithfulness =>
        Each(static output => new FaithfulnessDocument(output.Name, output.Trust));
    public IEnumerable<TrustDocument> Trust =>
        Each(static output => new TrustDocument(output.Name, output.Trust));

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IEnumerable<EndsDocument>? Ends =>
        explanation.Outputs.All(static output => output.Ends is null)
            ? null
            : Each(static output => new EndsDocument(
                output.Name,
                output.Ends?.All,
                output.Ends?.None
            ));

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IEnumerable<SinglesDocument>? Singles =>
        explanation.Outputs.All(static output => output.Singles is null)
            ? null
            : Each(static output => new SinglesDocument(
                output.Name,
                output.Singles?.Without,
                output.Singles?.Alone
            ));

    /// <summary>It follows from spectra and parts, and is written for readers that have neither.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IEnumerable<LayerEnergyDocument>? LayerEnergy
    {
        get
        {
            int[] layers = [.. explanation.Parts.Select(static part => part.Place?.Layer ?? -1)];
            return
                layers.Contains(-1)
                || explanation.Outputs.Any(output =>
                    !CentredTerms.IsPossible(output.Spectrum, explanation.KeptShare)
                )
                ? null
                : Each(output => new LayerEnergyDocument(
                    output.Name,
                    Interplay.Interactions.LayerEnergy.Of(
                        CentredTerms.NormalisedOf(output.Spectrum, explanation.KeptShare),
                        layers
                    )
                ));
        }
    }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DatamodelScore? DatamodelScore => explanation.DatamodelScore;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Finding>? Findings =>
        explanation.Findings.Count == 0 ? null : explanation.Findings;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Pruning? Pruning => explanation.Pruning;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IEnumerable<RoundDocument>? Rounds =>
        explanation.Rounds.Count == 0
            ? null
            : explanation.Rounds.Select(round => new RoundDocument(
                round.Learned,
                round.Ablations,
                round.Scores.Zip(
                    Outputs,
                    static (score, output) => new RoundScoreDocument(output, score)
                )
            ));

    public IReadOnlyList<string> Notes => explanation.Notes;
    public TimingsDocument Timings => new(explanation.Timings);
    public ManifestDocument Manifest =>
        new(explanation.Manifest, SubjectEntries.RequestOf(explanation));

    private IEnumerable<T> Each<T>(Func<ExplainedOutput, T> write) =>
        explanation.Outputs.Select(write);

    internal sealed class PartDocument(Part part)
    {
        public int Index => part.Index;
        public string Text => part.Text;

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Name => part.Name;

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public PartPlace? Place => part.Place;
        public int[]? Span =>
            part is { Start: int start, Length: int length } ? [start, start + length] : null;
    }

    internal sealed record SpectrumDocument(string Output, IReadOnlyList<SpectrumTerm> Terms);

    internal sealed class InteractionsDocument(string output, InteractionValues values)
    {
        public string Output => output;
        public string Index => values.Index.ToName();
        public int Order => values.Order;
        public double Baseline => values.Baseline;
        public IEnumerable<StrengthDocument> Values =>
            values.Interactions.Select(static found => new StrengthDocument(
                found.Parts,
                found.Strength,
                found.StandardError
            ));
    }

    internal readonly record struct StrengthDocument(
        PartSet Parts,
        double Strength,
        double? StandardError
    );

    internal sealed class FaithfulnessDocument(string output, TrustBlock trust)
    {
        public string Output => output;
        public double? R2 => trust.HeldOutR2?.Estimate;
        public double? Low => trust.HeldOutR2?.Low;
        public double? High => trust.HeldOutR2?.High;
        public double? Nmse => trust.HeldOutNmse;
        public int HeldOut => trust.HeldOutCount;
    }

    internal sealed class TrustDocument(string output, TrustBlock trust)
    {
        public string Output => output;
        public R2Document CrossValidated => new(trust.CrossValidatedR2);

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public NearWholeDocument? NearWhole =>
            trust.NearWhole is null ? null : new(trust.NearWhole);

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DatamodelScore? DatamodelScore => trust.DatamodelScore;
        public IReadOnlyList<SignStability> Signs => trust.SignStability;
        public Verdict Verdict => trust.Verdict;
    }

    internal sealed class R2Document(Interval? interval)
    {
        public double? R2 => interval?.Estimate;
        public double? Low => interval?.Low;
        public double? High => interval?.High;
    }

    internal sealed class NearWholeDocument(NearWholeFaithfulness near)
    {
        public double? R2 => near.Measured.R2?.Estimate;
        public double? Low => near.Measured.R2?.Low;
        public double? High => near.Measured.R2?.High;
        public double? Nmse => near.Measured.Nmse;
        public int Masks => near.Measured.Count;
        public int LeastMissing => near.LeastMissing;
        public int MostMissing => near.MostMissing;
        public string Sentence => near.Sentence;
    }

    internal sealed record SinglesDocument(
        string Output,
        IReadOnlyList<double?>? Without,
        IReadOnlyList<double?>? Alone
    );

    internal sealed record EndsDocument(string Output, double? All, double? None);

    internal sealed class LayerEnergyDocument(string output, LayerEnergy energy)
    {
        public string Output => output;
        public IReadOnlyList<double> Single => energy.Single;
        public IReadOnlyList<double> Within => energy.Within;
        public IReadOnlyList<double> AcrossBySpan => energy.AcrossBySpan;
    }

    internal sealed record RoundDocument(
        int Learned,
        int Ablations,
        IEnumerable<RoundScoreDocument> Scores
    );

    internal sealed class RoundScoreDocument(string output, RoundScore score)
    {
        public string Output => output;
        public double? R2 => score.R2?.Estimate;
        public double? Low => score.R2?.Low;
        public double? High => score.R2?.High;
        public PointPrice? NextPoint => score.NextPoint;
    }

    internal sealed class TimingsDocument(Timings? timings)
    {
        public double? PlanSeconds => timings?.PlanSeconds;
        public double? EvaluateSeconds => timings?.EvaluateSeconds;
        public double? RecoverSeconds => timings?.RecoverSeconds;

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<double>? RoundSeconds =>
            timings?.RoundSeconds is { Count: > 0 } rounds ? rounds : null;
    }

    internal sealed class ManifestDocument(Manifest manifest, IDictionary<string, string> request)
    {
        public string ToolVersion => manifest.ToolVersion;
        public string Fingerprint => manifest.Fingerprint;
        public IDictionary<string, string> Request => request;
    }
}
