using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Keras.Import;

/// <summary>What each class of layers becomes. Source: https://keras.io/api/layers.</summary>
static class KerasLayers
{
    public static KerasValue Apply(KerasImportContext context, KerasLayer layer, ImmutableArray<KerasValue> inputs, ImmutableArray<KerasOperand> operands)
    {
        if (layer["data_format"] is not null && layer.Text("data_format", "") == "channels_first")
            throw layer.Fault("its channels come first; only channels_last can be read");
        var x = inputs[0];
        return layer.ClassName switch
        {
            "Conv2D" or "Convolution2D" => WeightLayers.Convolution(context, layer, x),
            "DepthwiseConv2D" => WeightLayers.Depthwise(context, layer, x),
            "SeparableConv2D" or "SeparableConvolution2D" => WeightLayers.Separable(context, layer, x),
            "Dense" => WeightLayers.Dense(context, layer, x),
            "BatchNormalization" or "BatchNormalizationV1" or "BatchNormalizationV2" or "SyncBatchNormalization" => WeightLayers.BatchNormalization(context, layer, x),
            "Normalization" => AffineLayers.Normalization(context, layer, x),
            "Rescaling" => AffineLayers.Rescaling(context, layer, x),
            "ReLU" or "LeakyReLU" or "Activation" or "Softmax" => ActivationLayers.Layer(context, layer, x),
            "Add" or "Subtract" or "Multiply" or "TrueDivide" or "Divide" or "TFOpLambda" or "SlicingOpLambda" or "TensorFlowOpLayer" => AffineLayers.Operator(context, layer, operands),
            "Concatenate" => ShapeLayers.Concatenate(context, layer, inputs),
            "ZeroPadding2D" => new(context.Declare(layer, new Pad(layer.Sides("padding")), [x.Node]), x.Rank),
            "Cropping2D" => ShapeLayers.Cropping(context, layer, x),
            "AveragePooling2D" or "AvgPool2D" => ShapeLayers.Pool(context, layer, x, PoolKind.Average),
            "MaxPooling2D" or "MaxPool2D" => ShapeLayers.Pool(context, layer, x, PoolKind.Max),
            "GlobalAveragePooling2D" or "GlobalAvgPool2D" => ShapeLayers.Global(context, layer, x, new GlobalAveragePool()),
            "GlobalMaxPooling2D" or "GlobalMaxPool2D" => ShapeLayers.Global(context, layer, x, new Pool(PoolKind.Max, x.Node.Shape.Size, 1, Padding.None)),
            "Flatten" => ShapeLayers.Flatten(context, layer, x),
            "Reshape" => ShapeLayers.Reshape(context, layer, x),
            "UpSampling2D" => ShapeLayers.UpSampling(context, layer, x),
            "Resizing" => ShapeLayers.Resizing(context, layer, x),
            "Dropout" or "SpatialDropout2D" => new(context.Declare(layer, new Dropout(layer.Number("rate", 0)), [x.Node]), x.Rank),
            _ when IsIdentity(layer) => x,
            _ => throw layer.Fault("this class of layers has no counterpart in our graphs"),
        };
    }

    /// <summary>What only does something in training.</summary>
    static bool IsIdentity(KerasLayer layer) => layer.ClassName
        is "ActivityRegularization" or "AlphaDropout" or "GaussianDropout" or "GaussianNoise" or "Identity"
        or "RandomFlip" or "RandomRotation" or "RandomZoom" or "RandomTranslation" or "RandomContrast" or "RandomBrightness"
        or "RandomHeight" or "RandomWidth" or "RandomShear" or "RandomHue" or "RandomSaturation" or "RandomSharpness" or "RandomColorJitter"
        or "RandomColorDegeneration" or "RandomPosterization" or "RandomGaussianBlur" or "RandomErasing" or "RandomPerspective" or "RandomGrayscale"
        or "RandomInvert" or "RandomElasticTransform" or "RandAugment" or "AugMix";
}
