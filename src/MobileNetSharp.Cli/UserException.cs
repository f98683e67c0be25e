namespace MobileNetSharp.Cli;

/// <summary>What the user asked for cannot be done; the message is the line that they read.</summary>
sealed class UserException(string message) : Exception(message);
