namespace MobileNetSharp.TestKit;

/// <summary>An environment variable with a value of the test's until disposed.</summary>
public sealed class EnvironmentVariable : IDisposable
{
    readonly string name;
    readonly string? before;

    public EnvironmentVariable(string name, string value)
    {
        (this.name, before) = (name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose() => Environment.SetEnvironmentVariable(name, before);
}
