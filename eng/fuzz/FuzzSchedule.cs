namespace MobileNetSharp.Fuzz;

/// <summary>
/// Which reader reads next, and how many files. Each reads so many at least; those that are left of the total go, part by part, to the
/// reader that has had the least time, so that a quick one reads more. With a log, what was done is not done again.
/// </summary>
sealed class FuzzSchedule(IReadOnlyList<Reader> readers, int seed, int count, long total, string? log)
{
    const int PartFiles = 20_000;

    readonly Dictionary<string, FuzzReport> reports = readers.ToDictionary(reader => reader.Name, reader => new FuzzReport(reader.Name));
    readonly Dictionary<string, FuzzRun> runs = [];

    /// <summary>Reads until all is done; the sum for each reader.</summary>
    public IReadOnlyList<FuzzReport> Run()
    {
        foreach (var line in log is not null && File.Exists(log) ? File.ReadLines(log) : [])
        {
            if (FuzzReport.Parse(line) is var done && reports.TryGetValue(done.Reader, out var sum))
                reports[done.Reader] = sum.With(done);
        }

        while (Next() is var (reader, files) && files > 0)
        {
            if (!runs.TryGetValue(reader.Name, out var run))
                runs.Add(reader.Name, run = new(reader, seed));
            var part = run.Run(reports[reader.Name].Files, files);
            reports[reader.Name] = reports[reader.Name].With(part);
            if (log is not null)
                File.AppendAllLines(log, [part.ToLine()]);
            if (part.Seeds == 0)
                readers = [.. readers.Where(other => other != reader)];
        }

        return [.. reports.Values];
    }

    (Reader Reader, int Files) Next()
    {
        if (readers.FirstOrDefault(reader => reports[reader.Name].Files < count) is { } behind)
            return (behind, Math.Min(PartFiles, count - reports[behind.Name].Files));
        var left = total - reports.Values.Sum(report => (long)report.Files);
        return readers.Count > 0 && left > 0
            ? (readers.MinBy(reader => reports[reader.Name].Total)!, (int)Math.Min(PartFiles, left))
            : default;
    }
}
