using System.Globalization;
using MobileNetSharp.Fuzz;

// Reads damaged files: eng/fuzz.sh says with what options.
string[] known = ["--reader", "--count", "--total", "--seed", "--only", "--log", "--file", "--seeds"];
var options = new Dictionary<string, string>(StringComparer.Ordinal);
for (var i = 0; i < args.Length; i += 2)
{
    if (!known.Contains(args[i]) || i + 1 == args.Length)
    {
        Console.Error.WriteLine($"Usage: fuzz {string.Join(' ', known.Select(option => $"[{option} …]"))}; readers: {string.Join(", ", Readers.All.Select(reader => reader.Name))}.");
        return 2;
    }

    options[args[i]] = args[i + 1];
}

var (count, seed) = (Number("--count") ?? 20_000, Number("--seed") ?? 1);
Reader[] readers = [.. Readers.All.Where(reader => string.Equals(options.GetValueOrDefault("--reader", reader.Name), reader.Name, StringComparison.OrdinalIgnoreCase))];
if (readers.Length == 0)
{
    Console.Error.WriteLine($"There is no reader '{options["--reader"]}'; there are {string.Join(", ", Readers.All.Select(reader => reader.Name))}.");
    return 2;
}

if (FuzzedByAfl.IsActive)
    return FuzzedByAfl.Run(readers[0]);
if (options.TryGetValue("--seeds", out var folder))
    return SeedFiles.Write(readers, folder);
if (options.TryGetValue("--file", out var file))
{
    readers[0].Read(File.ReadAllBytes(file));
    return 0;
}

var reports = Number("--only") is { } only
    ? [.. readers.Select(reader => new FuzzRun(reader, seed).Run(only, 1))]
    : new FuzzSchedule(readers, seed, count, Number("--total") ?? 0, options.GetValueOrDefault("--log")).Run();
Console.WriteLine(FuzzReport.Header);
foreach (var report in reports)
    Console.WriteLine(report);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reports.Sum(report => (long)report.Files)} files, {reports.Sum(report => report.Faults)} faults"));
return reports.Any(report => report.Faults > 0) ? 1 : 0;

int? Number(string option) => options.TryGetValue(option, out var text) ? int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture) : null;
