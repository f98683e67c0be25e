using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using MobileNetSharp.Cards;
using MobileNetSharp.Classification;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Repository.Tests;

/// <summary>What a record says in a log or in the debugger: its values, not the names of types, and the same in every culture.</summary>
public partial class RecordTextTests
{
    static readonly Graph Network = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 96, Classes = 7 });

    static readonly Model Classifier = new(Network, SpreadWeights.For(Network, seed: 1), new ModelCard
    {
        Task = ModelTask.Classification,
        Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
        Labels = ["a", "b", "c", "d", "e", "f", "g"],
        Preprocessing = Preprocessing.TensorFlow,
    });

    static readonly Plan Plan = Engine.CreatePlan(Network);

    [Fact]
    public void A_record_prints_its_values()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "‚" } };
            var records = PublicTypes.All.Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false } && IsRecord(type)).ToArray();
            Assert.InRange(records.Length, 80, 500);
            var unreadable = records.Select(type => (type.Name, Text: Sample(type)?.ToString())).Where(record => !IsReadable(record.Text)).ToArray();
            Assert.True(unreadable.Length == 0, string.Join('\n', unreadable.Select(record => $"UNREADABLE {record.Name}: {record.Text}")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    static bool IsReadable(string? text) => text is { Length: > 0 } && !TypeName().IsMatch(text);

    static bool IsRecord(Type type) => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public) is not null;

    /// <summary>A value of a type: a record of such values, two elements of a collection, 1.5 for a number.</summary>
    static object? Sample(Type type, int depth = 0)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Sample(inner, depth);
        if (Known(type) is { } known)
            return known;
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(0);
        if (type.IsArray)
            return Array(type.GetElementType()!, depth);
        if (type.IsGenericType && type.GetGenericArguments() is [var element] && typeof(IEnumerable).IsAssignableFrom(type))
            return type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
                ? typeof(ImmutableArray).GetMethods().Single(method => method is { Name: "ToImmutableArray", IsGenericMethod: true } && method.GetParameters()[0].ParameterType.Name == "IEnumerable`1")
                    .MakeGenericMethod(element).Invoke(null, [Array(element, depth)])
                : type.IsInterface ? Array(element, depth) : null;
        if (type.IsAbstract)
            return PublicTypes.All.FirstOrDefault(other => other.BaseType == type && !other.IsAbstract) is { } some ? Sample(some, depth) : null;
        return IsRecord(type) || type.Name.StartsWith("ValueTuple", StringComparison.Ordinal) ? New(type, depth + 1) : null;
    }

    static object? New(Type type, int depth)
    {
        if (depth > 4)
            return null;
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(candidate => candidate.GetParameters() is not [var only] || only.ParameterType != type)
            .OrderByDescending(candidate => candidate.GetParameters().Length).FirstOrDefault();
        var value = constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Sample(parameter.ParameterType, depth))]);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite && property.GetIndexParameters().Length == 0))
        {
            if (Sample(property.PropertyType, depth) is { } sample)
                property.SetValue(value, sample);
        }

        return value;
    }

    static Array Array(Type element, int depth)
    {
        var array = System.Array.CreateInstance(element, 2);
        array.SetValue(Sample(element, depth), 0);
        array.SetValue(Sample(element, depth), 1);
        return array;
    }

    static object? Known(Type type) => type switch
    {
        _ when type == typeof(string) => "name",
        _ when type == typeof(bool) => true,
        _ when type == typeof(double) => 1.5,
        _ when type == typeof(float) => 1.5f,
        _ when type.IsPrimitive => Convert.ChangeType(1, type, CultureInfo.InvariantCulture),
        _ when type == typeof(Graph) => Network,
        _ when type == typeof(Node) => Network.Nodes[^1],
        _ when type == typeof(RgbImage) => new RgbImage(2, 2),
        _ when type == typeof(Model) => Classifier,
        _ when type == typeof(ClassifierHead) => ClassifierHead.FromModel(Classifier),
        _ when type == typeof(DetectorHead) => DetectorHead.FromModel(ColorDetector.Create()),
        _ when type == typeof(CancellationToken) => CancellationToken.None,
        _ when type == typeof(Step) => Plan.Steps[0],
        _ when type == typeof(FusedBlock) => Plan.Steps.SelectMany(step => step.Blocks).First(),
        _ when type == typeof(Uri) => new Uri("http://host/file"),
        _ when type == typeof(ClassificationResult) => new ClassificationResult(["ant", "bee"], [new ImagePrediction(0, "0.jpg", 0, 1, 0.75, 0.25, 1)]),
        _ => null,
    };

    [GeneratedRegex(@"System\.|ImmutableArray|ReadOnlyMemory|Dictionary|MobileNetSharp\.|`\d|\[\]")]
    private static partial Regex TypeName();
}
