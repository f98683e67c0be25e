namespace MobileNetSharp.Paper;

/// <summary>A network's median time on one thread for one image, in fp32.</summary>
sealed record CpuTime(string Network, string Processor, int VectorBits, double MedianMs, DateTime DateUtc);
