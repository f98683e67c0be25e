using System.Globalization;
using MobileNetSharp.Fuzz;

// Reads damaged files with one reader, or with every one: eng/fuzz.sh [--reader NAME] [--count N] [--seed N] [--only N].
var options = new Dictionary<string, string>(StringComparer.Ordinal);
for (var i = 0; i < args.Length; i += 2)
{
    if (args[i] is not ("--reader" or "--count" or "--seed" or "--only") || i + 1 == args.Length)
    {
        Console.Error.WriteLine($"Usage: fuzz [--reader {string.Join('|', Readers.All.Select(reader => reader.Name))}] [--count N] [--seed N] [--only N]");
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

Console.WriteLine(FuzzReport.Header);
var failed = false;
foreach (var reader in readers)
{
    var report = new FuzzRun(reader, seed).Run(count, Number("--only"));
    Console.WriteLine(report);
    failed |= report.Faults > 0;
}

return failed ? 1 : 0;

int? Number(string option) => options.TryGetValue(option, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;
