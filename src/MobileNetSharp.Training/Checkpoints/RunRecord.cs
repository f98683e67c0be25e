namespace MobileNetSharp.Training;

/// <summary>What a run was begun with, for the one who resumes it.</summary>
/// <param name="Data">The data set's folder or file, absolute.</param>
/// <param name="Network">The network's name.</param>
sealed record RunRecord(string Data, string Network);
