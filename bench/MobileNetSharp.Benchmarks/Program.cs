using MobileNetSharp.Benchmarks;

return BenchmarkProgram.Run(args);
