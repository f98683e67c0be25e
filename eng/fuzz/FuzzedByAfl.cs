using SharpFuzz;

namespace MobileNetSharp.Fuzz;

/// <summary>Reads the files that afl-fuzz makes by what they cover: eng/fuzz-coverage.sh.</summary>
static class FuzzedByAfl
{
    /// <summary>Whether afl-fuzz has started this process.</summary>
    public static bool IsActive => Environment.GetEnvironmentVariable("__AFL_SHM_ID") is not null;

    /// <summary>Reads until afl-fuzz ends it. No instrumented code may run before.</summary>
    public static int Run(Reader reader)
    {
        Fuzzer.Run(stream =>
        {
            using var file = new MemoryStream();
            stream.CopyTo(file);
            Read(reader, file.ToArray());
        });
        return 0;
    }

    static void Read(Reader reader, byte[] file)
    {
        try
        {
            reader.Read(file);
        }
        catch (Exception e) when (reader.IsRefusal(e))
        {
            // As it should be.
        }
    }
}
