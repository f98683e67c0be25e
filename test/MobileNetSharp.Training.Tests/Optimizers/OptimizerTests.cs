using System.Text.Json;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Classification;
using MobileNetSharp.Training.Optimizers;
using MobileNetSharp.Training.Recipes;
using TorchSharp;

namespace MobileNetSharp.Training.Tests;

/// <summary>Steps against PyTorch's SGD and AdamW and TensorFlow's equations; eng/make_optimizer_goldens.py made the file.</summary>
public class OptimizerTests
{
    static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(Repository.Path("test/data/golden/training/optimizers.json"))).RootElement;

    public static TheoryData<string, OptimizerRecipe> Cases => new()
    {
        { "sgd", new() { Kind = OptimizerKind.Sgd, Momentum = 0 } },
        { "sgd momentum decay", new() { Kind = OptimizerKind.Sgd, Momentum = 0.9, WeightDecay = 0.01 } },
        { "sgd nesterov", new() { Kind = OptimizerKind.Sgd, Momentum = 0.9, WeightDecay = 0.01, Nesterov = true } },
        { "adamw", new() { Kind = OptimizerKind.AdamW, Momentum = 0.9, SquareDecay = 0.99, Epsilon = 1e-8, WeightDecay = 0.05 } },
        { "rmsprop paper", new() { Kind = OptimizerKind.RmsProp, Momentum = 0.9, SquareDecay = 0.9, Epsilon = 1, WeightDecay = 4e-5 } },
        { "rmsprop small epsilon", new() { Kind = OptimizerKind.RmsProp, Momentum = 0.5, SquareDecay = 0.9, Epsilon = 1e-3, WeightDecay = 0.01 } },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_step_is_the_framework_s(string name, OptimizerRecipe recipe)
    {
        using var weight = Weight();
        using var optimizer = Optimizer.Create([new("w", weight)], recipe);
        for (var step = 0; step < Rates.Length; step++)
        {
            Step(optimizer, weight, step);
            AssertClose(Numbers(Golden.GetProperty("after").GetProperty(name)[step]), weight);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_restored_state_goes_on_to_the_bit(string name, OptimizerRecipe recipe)
    {
        Assert.NotEmpty(name);
        using var whole = Weight();
        using var first = Optimizer.Create([new("w", whole)], recipe);
        for (var step = 0; step < 4; step++)
            Step(first, whole, step);
        using var resumed = whole.detach().clone().requires_grad_();
        using var second = Optimizer.Create([new("w", resumed)], recipe);
        second.Restore(first.Steps, first.State);
        for (var step = 4; step < Rates.Length; step++)
        {
            Step(first, whole, step);
            Step(second, resumed, step);
        }

        Assert.Equal(whole.data<float>().ToArray(), resumed.data<float>().ToArray());
    }

    [Fact]
    public void A_weight_that_is_told_not_to_decay_does_not()
    {
        var recipe = new OptimizerRecipe { Kind = OptimizerKind.Sgd, Momentum = 0, WeightDecay = 0.5 };
        using var weight = Weight();
        using var optimizer = Optimizer.Create([new("w", weight, Decays: false)], recipe);
        Step(optimizer, weight, 0);
        AssertClose(Numbers(Golden.GetProperty("after").GetProperty("sgd")[0]), weight);
    }

    [Fact]
    public void Clipping_shortens_the_gradient_of_all_weights_together()
    {
        using var a = torch.zeros(1, requires_grad: true);
        using var b = torch.zeros(1, requires_grad: true);
        (a.grad, b.grad) = (torch.tensor([3f]), torch.tensor([4f]));
        TrainedParameter[] parameters = [new("a", a), new("b", b)];

        Assert.Equal(5, GradientClipping.Apply(parameters, 10), 1e-6);
        Assert.Equal(3, a.grad!.item<float>(), 1e-6);
        Assert.Equal(5, GradientClipping.Apply(parameters, 1), 1e-6);
        Assert.Equal(0.6, a.grad!.item<float>(), 1e-6);
        Assert.Equal(0.8, b.grad!.item<float>(), 1e-6);
    }

    [Fact]
    public void The_average_starts_fast_and_then_keeps_its_decay()
    {
        using var weight = torch.tensor([0f]);
        var weights = new Dictionary<string, torch.Tensor>(StringComparer.Ordinal) { ["w"] = weight };
        using var ema = new Ema(weights, decay: 0.9);
        weight.fill_(1);
        ema.Update(weights, step: 0); // d = 1/10
        Assert.Equal(0.9, ema.Averages["w"].item<float>(), 1e-6);
        weight.fill_(0);
        ema.Update(weights, step: 1000); // d = 0.9
        Assert.Equal(0.81, ema.Averages["w"].item<float>(), 1e-6);
    }

    [Fact]
    public void Soft_targets_are_weighed()
    {
        using var logits = torch.tensor(new[,] { { 0f, MathF.Log(3) } });
        using var targets = torch.tensor(new[,] { { 0.25f, 0.75f } });
        var expected = -(0.25 * Math.Log(0.25)) - (0.75 * Math.Log(0.75));
        Assert.Equal(expected, SoftTargetLoss.Compute(logits, targets).item<float>(), 1e-6);
    }

    static double[] Rates { get; } = Numbers(Golden.GetProperty("rates"));

    static torch.Tensor Weight() => torch.tensor(Floats(Golden.GetProperty("start")), requires_grad: true);

    static void Step(Optimizer optimizer, torch.Tensor weight, int step)
    {
        weight.grad = torch.tensor(Floats(Golden.GetProperty("gradients")[step]));
        optimizer.Step(Rates[step]);
    }

    static void AssertClose(double[] expected, torch.Tensor actual)
    {
        var values = actual.detach().data<float>().ToArray();
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], values[i], 2e-6);
    }

    static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetSingle())];
}
