namespace MobileNetSharp.Training.Devices;

/// <summary>The device that was asked for is not available; the message says why and what to do.</summary>
public sealed class TorchDeviceException(string message) : MobileNetSharpException(message)
{
    /// <summary>The device that was asked for.</summary>
    public required string Device { get; init; }
}
