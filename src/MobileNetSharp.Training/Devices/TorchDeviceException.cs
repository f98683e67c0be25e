namespace MobileNetSharp.Training.Devices;

/// <summary>The device that was asked for is not here; the message says why and what to do.</summary>
public sealed class TorchDeviceException(string message) : MobileNetSharpException(message);
