using MobileNetSharp.Formats;

namespace MobileNetSharp.Vision.Sessions;

/// <summary>How the class of each task is made from a model file.</summary>
static class ModelLoading
{
    /// <summary>What is made of the model in a file; a fault names the file.</summary>
    public static T Load<T>(string path, ReadOptions? read, Func<Model, T> create)
    {
        using var model = ModelFile.Load(path, read);
        try
        {
            return create(model);
        }
        catch (ModelFormatException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>The same on the thread pool; what was made is disposed if that is canceled meanwhile.</summary>
    public static async Task<T> RunAsync<T>(Func<T> load, CancellationToken cancellationToken)
        where T : IDisposable
    {
        var loaded = await Task.Run(load, cancellationToken).ConfigureAwait(false);
        if (!cancellationToken.IsCancellationRequested)
            return loaded;
        loaded.Dispose();
        throw new OperationCanceledException(cancellationToken);
    }
}
