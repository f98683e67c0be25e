using System.Text.Json;
using System.Text.Json.Serialization;
using CsCheck;
using MobileNetSharp.Graphs;
using MobileNetSharp.Graphs.Json;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Tests.Graphs;

public class GraphJsonTests
{
    [Fact]
    public void Any_graph_comes_back_as_it_was() => RandomGraphs.Gen.Sample(graph =>
    {
        var json = graph.ToJson();
        var again = GraphJson.Parse(json);
        Assert.Equal(graph.ToString(), again.ToString());
        Assert.Equal(graph.Nodes.Select(node => (node.Op, node.Quantization)), again.Nodes.Select(node => (node.Op, node.Quantization)));
        Assert.Equal(json, again.ToJson());
    }, iter: 200);

    [Fact]
    public void Rare_parts_are_written_by_the_same_rules_as_all_others()
    {
        Assert.Equal(Rules(ModelJsonContext.Default.Options), Rules(RarePartsJsonContext.Default.Options));

        static object?[] Rules(JsonSerializerOptions options) =>
        [
            options.PropertyNamingPolicy, options.DefaultIgnoreCondition, options.NumberHandling, options.AllowDuplicateProperties,
            options.RespectNullableAnnotations, options.RespectRequiredConstructorParameters, options.Converters.OfType<JsonConverterFactory>().Count(),
        ];
    }

    /// <summary>Letters changed, pieces cut out, doubled or exchanged, the end cut off.</summary>
    [Fact]
    public void A_mutated_text_is_a_graph_or_one_clear_error()
    {
        string[] texts = [.. EveryOp.Samples.Values.Select(graph => graph.ToJson()), MobileNetV2.Build().ToJson()[..4000]];
        var letters = "{}[]\",:-0123456789eEx nul";
        var refused = 0;
        Gen.Select(Gen.OneOf(texts), Gen.Int[0, 3], Gen.Int[0, 100_000], Gen.Int[0, 60], Gen.Char[letters]).Sample((text, kind, at, length, letter) =>
        {
            at %= text.Length;
            var end = Math.Min(text.Length, at + length);
            var mutated = kind switch
            {
                0 => text[..at],
                1 => text[..at] + letter + text[(at + 1)..],
                2 => text[..at] + text[end..],
                _ => text[..end] + text[at..],
            };
            try
            {
                GraphJson.Parse(mutated);
            }
            catch (ModelFormatException e)
            {
                Interlocked.Increment(ref refused);
                Assert.DoesNotContain('\n', e.Message);
            }
        }, iter: 5000);
        Assert.InRange(refused, 2000, 5000);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("""{"name":"n","nodes":[],"outputs":[]}""", "a graph needs an output")]
    [InlineData("""{"name":"n","nodes":[null],"outputs":[]}""", "one of its nodes is null")]
    [InlineData("""{"name":"n","nodes":[],"outputs":[null]}""", "one of its outputs is null")]
    [InlineData("""{"name":"n","nodes":[{"name":"a","op":null,"inputs":[]}],"outputs":[]}""", "null")]
    [InlineData("""{"name":"n","nodes":[{"name":"a","op":{"type":"add"},"inputs":[null]}],"outputs":[]}""", "reads ''")]
    [InlineData("""{"name":"n","nodes":[{"name":"a","op":{"type":"input","shape":[1,2,2,3]},"inputs":[],"quantization":{"type":"Int8","scales":null,"zeroPoints":[1]}}],"outputs":[]}""", "$.nodes[0].quantization.scales")]
    [InlineData("""{"name":"n","nodes":[{"name":"a","op":{"type":"relu7"},"inputs":[]}],"outputs":[]}""", "relu7")]
    [InlineData("""{"name":"n","nodes":[{"name":"a","op":{"type":"add"},"inputs":["a","a"]}],"outputs":[]}""", "reads 'a', but no node before it has that name")]
    [InlineData("""{"name":"n","nodes":[{"name":"a","op":{"type":"input","shape":[1,2,2,99999999999]},"inputs":[]}],"outputs":[]}""", "array of 4 integers")]
    [InlineData("""{"name":"n","nodes":[{"name":"a","op":{"type":"input","shape":[1,2,2,3]},"inputs":[]}],"outputs":[{"name":"o","node":"b"}]}""", "reads 'b'")]
    [InlineData("""{"name":"n","name":"m","nodes":[],"outputs":[]}""", "name")]
    [InlineData("""{"name":"n","nodes":[{"name":"a","op":{"type":"input","shape":[1,2,2,3],"shape":[1,2,2,3]},"inputs":[]}],"outputs":[]}""", "shape")]
    [InlineData("""{"name":"\ud800","nodes":[],"outputs":[]}""", "$.name")]
    [InlineData("""{"\ud800":"n","nodes":[],"outputs":[]}""", "invalid")]
    public void A_fault_is_named(string json, string fault) =>
        Assert.Contains(fault, Assert.Throws<ModelFormatException>(() => GraphJson.Parse(json)).Message);
}
