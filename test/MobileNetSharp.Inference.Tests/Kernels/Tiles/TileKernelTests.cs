using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Tiles;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Tests.Kernels.Tiles;

/// <summary>The unrolled tiles one by one: every number of pixels, every epilogue, every width, against sums in double precision.</summary>
public class TileKernelTests
{
    static readonly Activation?[] Activations = [null, Activation.Relu6, Activation.Clamp(-0.25f, 0.5f), Activation.LeakyRelu(0.1f), Activation.HardSwish];

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Pointwise_tiles_of_every_height_are_right(string width) =>
        Assert.Equal(5 * 15 * 2 * 2 * 4, Run(width, (tiles, lanes) => tiles.Pointwise(lanes)));

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Stem_tiles_of_every_height_are_right(string width) =>
        Assert.Equal(5 * 15 * 2, Run(width, (tiles, lanes) => tiles.Stem(lanes)));

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Depthwise_tiles_of_every_number_of_outputs_and_stride_are_right(string width) =>
        Assert.Equal(5 * 15 * 4, Run(width, (tiles, lanes) => tiles.Depthwise(lanes)));

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Convolution_tiles_of_every_number_of_pixels_and_channels_are_right(string width) =>
        Assert.Equal(5 * 6 * 2 * (int)VectorWidths.Choose(width) * 2 * 2, Run(width, (tiles, lanes) => tiles.Convolution(lanes)));

    static int Run(string width, Func<ITileChecks, int, int> check)
    {
        var chosen = VectorWidths.Choose(width);
        return check(VectorWidths.Dispatch<Checks, ITileChecks>(chosen, default), (int)chosen);
    }

    interface ITileChecks
    {
        int Pointwise(int lanes);

        int Stem(int lanes);

        int Depthwise(int lanes);

        int Convolution(int lanes);
    }

    readonly struct Checks : IWidthFunction<ITileChecks>
    {
        public ITileChecks Invoke<TLanes, TVector>()
            where TLanes : IFloatLanes<TVector>
            where TVector : struct => new TileChecks<TLanes, TVector>();
    }

    sealed unsafe class TileChecks<TLanes, TVector> : ITileChecks
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        readonly Random random = new(1);

        public int Pointwise(int lanes)
        {
            var checks = 0;
            foreach (var activation in Activations)
                for (var pixels = 1; pixels <= 15; pixels++)
                    foreach (var channels in (int[])[lanes, 2 * lanes])
                        foreach (var hasResidual in (bool[])[false, true])
                            foreach (var depth in (int[])[1, lanes, lanes + 1, (2 * lanes) + 3])
                            {
                                // Blocks of one vector of input channels, pixels a vector apart.
                                var blocks = (depth + lanes - 1) / lanes;
                                Product(activation, pixels, channels, hasResidual, depth, lanes, lanes, blocks * pixels * lanes, pixels * lanes, isStem: false);
                                checks++;
                            }

            return checks;
        }

        public int Stem(int lanes)
        {
            var checks = 0;
            foreach (var activation in Activations)
                for (var pixels = 1; pixels <= 15; pixels++)
                    foreach (var channels in (int[])[lanes, 2 * lanes])
                    {
                        // Three rows of an image, of whose nine floats each window's neighbor is six further.
                        var row = (6 * pixels) + 3;
                        Product(activation, pixels, channels, false, 27, 9, ImagePixels.Count, 3 * row, row, isStem: true);
                        checks++;
                    }

            return checks;
        }

        public int Depthwise(int lanes)
        {
            var checks = 0;
            foreach (var activation in Activations)
                for (var outputs = 1; outputs <= 15; outputs++)
                    foreach (var (stride, dilation) in ((int, int)[])[(1, 1), (2, 1), (3, 1), (2, 2)])
                    {
                        Filter(activation, outputs, stride, dilation, lanes);
                        checks++;
                    }

            return checks;
        }

        public int Convolution(int lanes)
        {
            var checks = 0;
            foreach (var activation in Activations)
                for (var pixels = 1; pixels <= ConvolutionTile.Rows; pixels++)
                    for (var channels = 1; channels <= 2 * lanes; channels++)
                        foreach (var hasResidual in (bool[])[false, true])
                            foreach (var (taps, depth) in ((int, int)[])[(1, 1), (3, 5)])
                            {
                                Taps(activation, pixels, channels, hasResidual, taps, depth);
                                checks++;
                            }

            return checks;
        }

        void Product(
            Activation? activation, int pixels, int channels, bool hasResidual, int depth, int run, int pixelStride, int inputs, int blockStride, bool isStem)
        {
            var (input, weights) = (Values(inputs), Values((1 + depth) * 2 * TLanes.Count));
            var (residual, output) = (Values(pixels * channels), Values(pixels * channels));
            var tile = new PointwiseArguments
            {
                Input = input.Pointer<float>(),
                BlockStride = (nuint)blockStride,
                RunDepth = (nuint)run,
                Depth = (nuint)depth,
                Bias = weights.Pointer<float>(),
                Weights = weights.Pointer<float>() + (2 * TLanes.Count),
                Output = output.Pointer<float>(),
                PixelStride = (nuint)channels,
                VectorStride = (nuint)TLanes.Count,
                Channels = channels,
                Residual = hasResidual ? residual.Pointer<float>() : null,
            };
            var tiles = PixelTiles<TLanes, TVector>.Create(activation);
            if (isStem)
                tiles.Stem(ref tile, pixels);
            else
                tiles.Pointwise(ref tile, pixels);
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                for (var c = 0; c < channels; c++)
                {
                    double sum = weights.Pointer<float>()[c], magnitude = Math.Abs(sum);
                    if (hasResidual)
                        Add(ref sum, ref magnitude, residual.Pointer<float>()[(pixel * channels) + c]);
                    for (var k = 0; k < depth; k++)
                    {
                        var x = input.Pointer<float>()[(k / run * blockStride) + (pixel * pixelStride) + (k % run)];
                        Add(ref sum, ref magnitude, (double)x * weights.Pointer<float>()[((1 + k) * 2 * TLanes.Count) + c]);
                    }

                    Close(activation, sum, magnitude, depth + 2, output.Pointer<float>()[(pixel * channels) + c]);
                }
            }

            KeepAlive(input, weights, residual, output);
        }

        void Filter(Activation? activation, int outputs, int stride, int dilation, int lanes)
        {
            var columns = ((outputs - 1) * stride) + (2 * dilation) + 1;
            AlignedMemory[] rows = [Values(columns * lanes), Values(columns * lanes), Values(columns * lanes)];
            var (weights, output) = (Values(10 * lanes), Values(outputs * lanes));
            float* top = rows[0].Pointer<float>(), middle = rows[1].Pointer<float>(), bottom = rows[2].Pointer<float>();
            float* w = weights.Pointer<float>(), y = output.Pointer<float>();
            var tiles = PixelTiles<TLanes, TVector>.Create(activation);
            if (dilation == 1 && stride <= 2)
                tiles.Depthwise(top, middle, bottom, w, stride, y, outputs);
            else
                tiles.Dilated(top, middle, bottom, w, stride, dilation, y, outputs);
            for (var x = 0; x < outputs; x++)
            {
                for (var c = 0; c < lanes; c++)
                {
                    double sum = w[c], magnitude = Math.Abs(sum);
                    for (var tap = 0; tap < 9; tap++)
                    {
                        var value = rows[tap / 3].Pointer<float>()[(((x * stride) + (tap % 3 * dilation)) * lanes) + c];
                        Add(ref sum, ref magnitude, (double)value * w[((1 + tap) * lanes) + c]);
                    }

                    Close(activation, sum, magnitude, 10, y[(x * lanes) + c]);
                }
            }

            KeepAlive([.. rows, weights, output]);
        }

        /// <summary>A tap's pixels lie side by side; after each pixel of the output comes a gap that must stay as it is.</summary>
        void Taps(Activation? activation, int pixels, int channels, bool hasResidual, int taps, int depth)
        {
            const int Rows = ConvolutionTile.Rows;
            var (panelWidth, stride) = (2 * TLanes.Count, channels + 3);
            var (input, panel) = (Values(taps * Rows * depth), Values((1 + (taps * depth)) * panelWidth));
            var (residual, output, sums) = (Values(pixels * stride), Values(pixels * stride), Values(Rows * panelWidth));
            float* x = input.Pointer<float>(), w = panel.Pointer<float>(), r = residual.Pointer<float>(), y = output.Pointer<float>();
            var before = new ReadOnlySpan<float>(y, pixels * stride).ToArray();
            var rows = stackalloc float*[taps * Rows];
            for (var i = 0; i < taps * Rows; i++)
                rows[i] = x + (((i / Rows * Rows) + Math.Min(i % Rows, pixels - 1)) * depth);
            Epilogues.Dispatch<ConvolutionRun, int>(activation, new ConvolutionRun
            {
                Tile = new ConvolutionTile(w, channels, (nuint)stride),
                Rows = rows,
                Taps = (nuint)taps,
                Depth = (nuint)depth,
                Sums = sums.Pointer<float>(),
                Pixels = pixels,
                Residual = hasResidual ? r : null,
                Output = y,
            });
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                for (var c = 0; c < channels; c++)
                {
                    double sum = w[c], magnitude = Math.Abs(sum);
                    if (hasResidual)
                        Add(ref sum, ref magnitude, r[(pixel * stride) + c]);
                    for (var k = 0; k < taps * depth; k++)
                        Add(ref sum, ref magnitude, (double)x[(((k / depth * Rows) + pixel) * depth) + (k % depth)] * w[((1 + k) * panelWidth) + c]);
                    Close(activation, sum, magnitude, (taps * depth) + 2, y[(pixel * stride) + c]);
                }

                for (var c = channels; c < stride; c++)
                    Assert.Equal(before[(pixel * stride) + c], y[(pixel * stride) + c]);
            }

            KeepAlive(input, panel, residual, output, sums);
        }

        struct ConvolutionRun : IEpilogueFunction<int>
        {
            public ConvolutionTile Tile;
            public float** Rows;
            public float* Sums, Residual, Output;
            public nuint Taps, Depth;
            public int Pixels;

            public readonly int Invoke<TEpilogue>(TEpilogue epilogue)
                where TEpilogue : struct, IEpilogue
            {
                Tile.Run<TLanes, TVector, TEpilogue>(Rows, Taps, Depth, Sums, Pixels, Residual, Output, epilogue);
                return Pixels;
            }
        }

        static void Add(ref double sum, ref double magnitude, double value)
        {
            sum += value;
            magnitude += Math.Abs(value);
        }

        static void Close(Activation? activation, double sum, double magnitude, int products, float actual)
        {
            var expected = activation switch
            {
                null => sum,
                { Bounds: var (minimum, maximum) } => Math.Clamp(sum, minimum, maximum),
                { Kind: ActivationKind.HardSwish } => sum * Math.Clamp(sum + 3, 0, 6) / 6,
                _ => sum > 0 ? sum : activation.Minimum * sum,
            };
            Assert.True(Math.Abs(expected - actual) <= 2 * (products + 1) * Math.Pow(2, -24) * magnitude, $"{expected} is {actual} after {activation}");
        }

        /// <summary>The pointers into the memory do not keep it alive.</summary>
        static void KeepAlive(params ReadOnlySpan<AlignedMemory> memory)
        {
            foreach (var part in memory)
                GC.KeepAlive(part);
        }

        AlignedMemory Values(int count)
        {
            var values = new float[count];
            foreach (ref var value in values.AsSpan())
                value = (random.NextSingle() * 2) - 1;
            return AlignedMemory.Copy<float>(values);
        }
    }
}
