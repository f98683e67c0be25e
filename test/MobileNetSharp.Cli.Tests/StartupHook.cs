/// <summary>Runs in the command's process before it does (DOTNET_STARTUP_HOOKS names this assembly): a thread of its own fails as soon as the command begins its work.</summary>
static class StartupHook
{
    public static void Initialize() => AppDomain.CurrentDomain.AssemblyLoad += (_, load) =>
    {
        if (load.LoadedAssembly.GetName().Name != "System.CommandLine")
            return;
        var thread = new Thread(() => throw new InvalidOperationException("thrown\non a thread"));
        thread.Start();
        thread.Join();
    };
}
