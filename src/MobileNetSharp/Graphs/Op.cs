using System.Text.Json.Serialization;

namespace MobileNetSharp.Graphs;

/// <summary>
/// What a node does: a closed hierarchy of records, so that every reader of the graph can be checked against all of them.
/// Weights are not part of an op; <see cref="WeightSpecs"/> says which an op needs.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Input), "input")]
[JsonDerivedType(typeof(Conv2d), "conv2d")]
[JsonDerivedType(typeof(BatchNorm), "batchNorm")]
[JsonDerivedType(typeof(Activation), "activation")]
[JsonDerivedType(typeof(Add), "add")]
[JsonDerivedType(typeof(Concat), "concat")]
[JsonDerivedType(typeof(Pool), "pool")]
[JsonDerivedType(typeof(GlobalAveragePool), "globalAveragePool")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(Resize), "resize")]
[JsonDerivedType(typeof(ChannelShuffle), "channelShuffle")]
[JsonDerivedType(typeof(SpaceToDepth), "spaceToDepth")]
[JsonDerivedType(typeof(Pad), "pad")]
[JsonDerivedType(typeof(Reshape), "reshape")]
[JsonDerivedType(typeof(Softmax), "softmax")]
[JsonDerivedType(typeof(L2Normalization), "l2Normalization")]
[JsonDerivedType(typeof(Dropout), "dropout")]
public abstract record Op
{
    private protected Op()
    {
    }
}
