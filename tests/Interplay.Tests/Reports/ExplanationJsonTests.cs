using System.Text;
using System.Text.Json.Nodes;
using Interplay.Lenses;
using Interplay.Reports;

namespace Interplay.Tests.Reports;

public sealed class ExplanationJsonTests
{
    private static readonly string Written = ExplanationJson.Write(SampleExplanation.Make());

    [Fact]
    public void WritingIsAFunctionOfTheExplanation()
    {
        Assert.Equal(Written, ExplanationJson.Write(SampleExplanation.Make()));
        Assert.DoesNotContain('\r', Written);
    }

    /// <summary>Reading and writing again gives the same bytes, so nothing is lost.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RoundTripsByteByByte(ulong seed)
    {
        Explanation explanation = SampleExplanation.Make(seed);
        string text = ExplanationJson.Write(explanation);
        Explanation back = Read(text);
        Assert.Equal(text, ExplanationJson.Write(back));
        Assert.Equal(explanation.Parts, back.Parts);
        Assert.Equal(explanation.Seed, back.Seed);
        Assert.Equal(explanation.Outputs[0].Spectrum.Terms, back.Outputs[0].Spectrum.Terms);
        Assert.Equal(
            explanation.Outputs[1].Interactions.Interactions,
            back.Outputs[1].Interactions.Interactions
        );
        Assert.Equal(explanation.Outputs[0].Trust.Verdict, back.Outputs[0].Trust.Verdict);
        Assert.Equal(explanation.Timings, back.Timings);
        Assert.Equal(explanation.Manifest.Request, back.Manifest.Request);
        Assert.Equivalent(explanation.Subject, back.Subject, strict: true);
    }

    [Fact]
    public void WhatWouldNotReadBackIsNotWritten()
    {
        Explanation explanation = SampleExplanation.Make();
        Assert.Throws<ArgumentException>(() =>
            ExplanationJson.Write(WithParts(explanation, explanation.Parts.Take(3)))
        );
        Assert.Throws<ArgumentException>(() =>
            ExplanationJson.Write(WithParts(explanation, explanation.Parts.Reverse()))
        );
    }

    /// <summary>Files of before have neither findings nor scores of ranks.</summary>
    [Fact]
    public void FieldsThatCameLaterMayBeAbsent()
    {
        JsonObject root = JsonNode.Parse(Written)!.AsObject();
        Assert.True(root.Remove("findings"));
        Assert.True(root.Remove("datamodelScore"));
        Assert.True(root["trust"]![0]!.AsObject().Remove("datamodelScore"));
        Explanation back = Read(root.ToJsonString());
        Assert.Empty(back.Findings);
        Assert.Null(back.DatamodelScore);
        Assert.Null(back.Outputs[0].Trust.DatamodelScore);
    }

    [Fact]
    public void FindingsAndScoresReadBack()
    {
        Explanation explanation = SampleExplanation.Make();
        Explanation back = Read(Written);
        Assert.Equal(explanation.Findings, back.Findings);
        Assert.Equal(explanation.DatamodelScore, back.DatamodelScore);
        Assert.Equal(
            explanation.Outputs[0].Trust.DatamodelScore,
            back.Outputs[0].Trust.DatamodelScore
        );
    }

    [Fact]
    public void UnknownsAreNull()
    {
        Explanation explanation = SampleExplanation.Make() with { Timings = null };
        explanation = explanation with { Subject = explanation.Subject with { Text = null } };
        Explanation back = Read(ExplanationJson.Write(explanation));
        Assert.Null(back.Timings);
        Assert.Null(back.Input);
        Assert.Contains(back.Outputs[0].Spectrum.Terms, term => term.StandardError is null);
        Assert.Null(back.Outputs[1].Trust.HeldOutR2);
    }

    [Fact]
    public void TheFieldsThatProgramsReadAreThere()
    {
        JsonObject root = JsonNode.Parse(Written)!.AsObject();
        Assert.Equal("interplay/explanation", (string?)root["schema"]);
        Assert.Equal(1, (int)root["version"]!);
        Assert.Equal(4, (int)root["partCount"]!);
        Assert.Equal([0, 4], root["parts"]![0]!["span"]!.AsArray().Select(x => (int)x!));
        Assert.Equal(["happy", "sad"], root["outputs"]!.AsArray().Select(x => (string)x!));
        JsonNode constant = root["spectra"]![0]!["terms"]![0]!;
        Assert.Empty(constant["parts"]!.AsArray());
        JsonNode faithfulness = root["faithfulness"]![0]!;
        Assert.Equal("happy", (string?)faithfulness["output"]);
        Assert.True((double)faithfulness["low"]! < (double)faithfulness["r2"]!);
        Assert.Equal(40, (int)faithfulness["heldOut"]!);
        Assert.Equal(0.25, (double)root["timings"]!["planSeconds"]!);
    }

    [Fact]
    public void ItConformsToTheSchema()
    {
        JsonNode schema = JsonNode.Parse(
            File.ReadAllText(Repository.Find("docs", "explanation.schema.json"))
        )!;
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        Assert.Empty(SchemaCheck.Errors(schema, JsonNode.Parse(Written)));
        // The check itself can fail.
        JsonNode broken = JsonNode.Parse(Written)!;
        broken["spectra"]![0]!["terms"]![1]!["parts"]![0] = -1;
        broken["trust"]![0]!["verdict"]!["kind"] = "fine";
        broken.AsObject().Remove("seed");
        broken["extra"] = 1;
        broken = JsonNode.Parse(broken.ToJsonString())!;
        Assert.Equal(4, SchemaCheck.Errors(schema, broken).Count);
    }

    [Fact]
    public void EveryTruncationIsNamed()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Written);
        for (int length = 0; length < bytes.Length - 1; length += 37)
        {
            var e = Assert.Throws<InterplayException>(() =>
                ExplanationJson.Read(bytes.AsMemory(0, length))
            );
            Assert.Equal("explanation-malformed", e.Name);
            Assert.Equal(ErrorKind.Data, e.Kind);
            Assert.Contains("line", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void UnknownVersionsAreNamed()
    {
        var e = Assert.Throws<InterplayException>(() =>
            Read(Written.Replace("\"version\": 1,", "\"version\": 2,", StringComparison.Ordinal))
        );
        Assert.Equal("explanation-version-unknown", e.Name);
        Assert.Contains("version 2", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$.spectra[0].terms[1].coefficient", "\"many\"", "must be a number")]
    [InlineData("$.spectra[0].terms[1].coefficient", "1e999", "not a finite number")]
    [InlineData("$.spectra[0].terms[1].standardError", "-1", "must not be negative")]
    [InlineData("$.spectra[0].terms[1].parts", "[4]", "$.spectra[0].terms[1].parts[0]")]
    [InlineData("$.spectra[0].terms[1].parts", "[1,0]", "$.spectra[0].terms[1].parts[1]")]
    [InlineData("$.spectra[0].terms[2].parts", "[]", "given twice")]
    [InlineData("$.interactions[1].index", "\"XII\"", "no known index")]
    [InlineData("$.interactions[1].order", "0", "at least 1")]
    [InlineData("$.parts[2].span", "[5,3]", "within the input")]
    [InlineData("$.parts[2].span", "[5,3000]", "within the input")]
    [InlineData("$.parts[2].span", "[5]", "within the input")]
    [InlineData("$.parts[2].index", "7", "must be 2")]
    [InlineData("$.partCount", "5", "must hold 5 parts")]
    [InlineData("$.seed", "-3", "between 0 and 2^64")]
    [InlineData("$.outputs", "[\"happy\"]", "one an output")]
    [InlineData("$.faithfulness[1].output", "\"glad\"", "must be 'sad'")]
    [InlineData("$.trust[0].verdict.kind", "\"fine\"", "must be one of")]
    [InlineData("$.notes", "null", "must be an array")]
    [InlineData("$.notes[0]", "\"\\ud800\"", "surrogate")]
    [InlineData("$.schema", "\"other\"", "must be")]
    public void BadFieldsAreNamedWithTheirPath(string path, string value, string complaint)
    {
        JsonNode root = JsonNode.Parse(Written)!;
        JsonNode place = root;
        string[] steps = path[2..].Replace("[", ".[", StringComparison.Ordinal).Split('.');
        foreach (string step in steps[..^1])
        {
            place = step[0] == '[' ? place[int.Parse(step[1..^1])]! : place[step]!;
        }

        const string marker = "HERE";
        if (steps[^1][0] == '[')
        {
            place[int.Parse(steps[^1][1..^1])] = marker;
        }
        else
        {
            place[steps[^1]] = marker;
        }

        string text = root.ToJsonString().Replace("\"HERE\"", value, StringComparison.Ordinal);
        var e = Assert.Throws<InterplayException>(() => Read(text));
        Assert.Equal("explanation-malformed", e.Name);
        Assert.Contains(complaint, e.Message, StringComparison.Ordinal);
        // The fields that others contradict are named through those others.
        string named = path switch
        {
            "$.outputs" => "$.spectra",
            "$.partCount" => "$.parts",
            _ => path.Split('[')[0],
        };
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryMissingFieldIsNamed()
    {
        string[] optional = ["findings", "datamodelScore"];
        foreach (
            string name in JsonNode
                .Parse(Written)!
                .AsObject()
                .Select(field => field.Key)
                .Except(optional)
        )
        {
            JsonObject root = JsonNode.Parse(Written)!.AsObject();
            root.Remove(name);
            var e = Assert.Throws<InterplayException>(() => Read(root.ToJsonString()));
            Assert.Equal("explanation-malformed", e.Name);
            Assert.Contains($"'{name}'", e.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Random damage gives a named error or a valid explanation, never another exception.</summary>
    [Fact]
    public void DamagedBytesNeverCrash()
    {
        byte[] good = Encoding.UTF8.GetBytes(Written);
        for (ulong seed = 1; seed <= 400; seed++)
        {
            var random = new Interplay.Masks.SeededRandom(seed);
            byte[] bytes = [.. good];
            for (int hit = 0; hit < 1 + random.NextInt(4); hit++)
            {
                bytes[random.NextInt(bytes.Length)] = "\"{}[],:0-9eE\\\0x\xff"u8[
                    random.NextInt(16)
                ];
            }

            try
            {
                ExplanationJson.Read(bytes);
            }
            catch (InterplayException e)
            {
                Assert.StartsWith("explanation-", e.Name, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void DeepNestingIsRefused()
    {
        var e = Assert.Throws<InterplayException>(() => Read(new string('[', 100_000)));
        Assert.Equal("explanation-malformed", e.Name);
    }

    [Fact]
    public void TooLargeFilesAreRefusedBeforeParsing()
    {
        using var endless = new EndlessStream();
        var e = Assert.Throws<InterplayException>(() =>
            JsonBytes.ReadAll(endless, 1 << 20, "explanation-malformed")
        );
        Assert.Equal("explanation-malformed", e.Name);
        Assert.Contains("1048576 bytes", e.Message, StringComparison.Ordinal);
    }

    private static Explanation WithParts(Explanation explanation, IEnumerable<Part> parts) =>
        explanation with
        {
            Subject = explanation.Subject with { Parts = [.. parts] },
        };

    private static Explanation Read(string text) =>
        ExplanationJson.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
