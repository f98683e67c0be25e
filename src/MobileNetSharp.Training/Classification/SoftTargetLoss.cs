using TorchSharp;

namespace MobileNetSharp.Training.Classification;

/// <summary>The cross entropy of logits against targets that may be spread over several classes.</summary>
static class SoftTargetLoss
{
    /// <summary><c>mean over N of −Σ t·log softmax(x)</c> for <c>(N, classes)</c> each, in 32 bits.</summary>
    public static torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets) =>
        torch.nn.functional.log_softmax(logits.to_type(torch.ScalarType.Float32), 1).mul(targets).sum(1).mean().neg();
}
