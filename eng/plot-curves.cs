// Draws a line for each run, of a column of its metrics.csv over the epochs:
//   dotnet run eng/plot-curves.cs -- OUT.svg TITLE COLUMN NAME=RUN…
// COLUMN is a share, such as ap50; OUT may end in .svg, .png or .pdf.
#:project ../src/MobileNetSharp.Plotting/MobileNetSharp.Plotting.csproj
#:property RestorePackagesWithLockFile=false

using System.Globalization;
using MobileNetSharp.Plotting.Charts;

var (path, title, column) = (args[0], args[1], args[2]);
var lines = args[3..].Select(run => run.Split('=', 2)).Select(run => new Series(run[0], [.. Points(Path.Combine(run[1], "metrics.csv"))]));
new LinePlot(title, "epoch", $"{column.ToUpperInvariant()}, %", [.. lines]) { YRange = (0, 100) }.Draw().Save(path);

IEnumerable<(double X, double Y)> Points(string csv)
{
    var rows = File.ReadLines(csv).Select(line => line.Split(',')).ToArray();
    var (epoch, value) = (Array.IndexOf(rows[0], "epoch"), Array.IndexOf(rows[0], column));
    return rows.Skip(1).Select(row => (Number(row[epoch]), 100 * Number(row[value])));
}

static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
