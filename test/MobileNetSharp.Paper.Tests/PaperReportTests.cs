using System.Text.Json;
using MobileNetSharp.Paper.Cells;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Paper.Tests;

public class PaperReportTests
{
    internal static PaperReport Report { get; } = PaperReport.Build();

    public static TheoryData<string> Tables => [.. PaperReport.TableIds];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_difference_has_a_reason_that_gives_the_print_or_is_told_to_be_unexplained(string id)
    {
        var table = Report.Tables.Single(table => table.Id == id);
        Assert.All(table.Rows, row => Assert.Equal(table.Columns.Length, row.Cells.Length));
        foreach (var row in table.Rows)
        {
            foreach (var (column, cell) in row.Cells.Index())
            {
                if (cell.State == CellState.Explained)
                    Assert.True(cell.Explains(table.ReasonFor(cell, column)!));
                else
                    Assert.DoesNotContain(cell.Alternatives, count => cell.State == CellState.Unexplained && cell.Explains(count));
                Assert.Equal(cell.IsCompared, cell.Printed.Length > 0 && cell.Computed.Length > 0);
            }
        }
    }

    /// <summary>What is known of the paper's misprints; a cell that changes its state is found here.</summary>
    [Fact]
    public void The_unexplained_cells_are_these()
    {
        var unexplained =
            from table in Report.Tables
            from row in table.Rows
            from cell in row.Cells.Index()
            where cell.Item.State == CellState.Unexplained
            select $"{table.Id}/{row.Name}/{table.Columns[cell.Index]}: {cell.Item.Printed}";
        Assert.Equal(
            [
                "table3/MobileNetV1, 7×7/kB: 199",
                "table3/MobileNetV2, 7×7/kB: 32",
                "table3/ShuffleNet (2x, g=3), 112×112/channels: 32",
                "table3/ShuffleNet (2x, g=3), 28×28/kB: 600K",
                "table4/MobileNetV1/multiply-adds: 575M",
                "table4/MobileNetV2 (1.4)/parameters: 6.9M",
                "table4/MobileNetV2 (1.4)/multiply-adds: 585M",
                "table6/SSD300/parameters: 36.1M",
                "table6/SSD300/multiply-adds: 35.2B",
                "table6/SSD512/parameters: 36.1M",
                "table6/SSD512/multiply-adds: 99.5B",
                "table7/MNet V1, 16, ASPP/multiply-adds: 14.25B",
                "table7/MNet V1, 8, ASPP, MF/multiply-adds: 941.9B",
                "table7/ResNet-101, 16, ASPP/multiply-adds: 81.0B",
                "table7/ResNet-101, 8, ASPP, MF/multiply-adds: 4870.6B",
                "text/§4: multiply-adds from …, \"7 multiply adds\", read as millions/value: 7",
                "text/§4: … to, millions of multiply-adds/value: 585",
                "text/§4: … to, millions of parameters/value: 6.9",
                "slim-v1/0.25 at 192/MACs, M: 34",
            ],
            unexplained);
    }

    [Theory]
    [InlineData("table4", "MobileNetV2", 1, "cut")]
    [InlineData("slim-v2", "0.35 at 96", 1, "cut")]
    [InlineData("slim-v1", "0.75 at 224", 0, "three-per-channel")]
    [InlineData("slim-v1", "0.75 at 128", 1, "narrow-stem")]
    [InlineData("slim-v1", "0.5 at 224", 1, "rounded-twice")]
    [InlineData("table3", "MobileNetV2, 14×14", 0, "row-starts")]
    [InlineData("table3", "ShuffleNet (2x, g=3), 14×14", 0, "groups-2")]
    [InlineData("table3", "ShuffleNet (2x, g=3), max", 1, "below-112")]
    [InlineData("table5", "SSDLite", 1, "flops-cut")]
    [InlineData("table6", "YOLOv2", 1, "voc-batch-norm")]
    [InlineData("table6", "YOLOv2", 2, "plain-passthrough")]
    [InlineData("table7", "MNet V2*, 16", 2, "profiled")]
    [InlineData("table7", "MNet V2*, 16", 1, "batch-norm")]
    [InlineData("text", "§4: residual bottleneck layers", 0, "first-and-last")]
    public void The_reasons_that_were_found_hold(string table, string row, int column, string reason)
    {
        var found = Report.Tables.Single(candidate => candidate.Id == table);
        var cell = found.Rows.Single(candidate => candidate.Name == row).Cells[column];
        Assert.Equal((CellState.Explained, reason), (cell.State, found.ReasonFor(cell, column)!.Id));
    }

    [Fact]
    public void A_table_can_be_asked_for_alone()
    {
        var report = PaperReport.Build("table5");
        Assert.Equal("table5", Assert.Single(report.Tables).Id);
        Assert.Empty(report.Figures);
    }

    [Fact]
    public void A_table_that_is_not_there_is_refused_by_name() =>
        Assert.Contains("'table9'", Assert.Throws<ArgumentException>(() => PaperReport.Build("table9")).Message);

    [Fact]
    public void All_forms_end_with_the_count_of_cells_in_each_state()
    {
        Assert.EndsWith($"{Report.Counts}.\n", Report.ToMarkdown());
        var counts = JsonDocument.Parse(Report.ToJson()).RootElement.GetProperty("cells");
        Assert.Equal(Report.Counts.Unexplained, counts.GetProperty("unexplained").GetInt32());
        Assert.Equal(Report.Counts.Agree, counts.GetProperty("agrees").GetInt32());
        Assert.Contains($"<b>{Report.Counts.Explained}</b><span>differ for a computed reason", Report.ToHtml().ToString());
    }

    [Fact]
    public void The_page_needs_no_other_file()
    {
        var page = Report.ToHtml().ToString();
        Assert.DoesNotContain("src=\"http", page);
        Assert.DoesNotContain("href=\"http", page);
        Assert.DoesNotContain("url(", page);
        Assert.DoesNotContain("<script", page);
    }

    /// <summary>The names that programs read; a new one is added here, an old one stays.</summary>
    [Fact]
    public void The_json_has_these_names()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Walk(JsonDocument.Parse(Report.ToJson()).RootElement, "");
        Assert.Equal(
            [
                "cells", "cells.agrees", "cells.explained", "cells.ours", "cells.quoted", "cells.unexplained", "figures", "figures.files", "figures.id",
                "figures.text", "figures.title", "paper", "tables", "tables.id",
                "tables.notes", "tables.rows", "tables.rows.cells", "tables.rows.cells.column", "tables.rows.cells.computed",
                "tables.rows.cells.computedText", "tables.rows.cells.difference", "tables.rows.cells.printed", "tables.rows.cells.reason",
                "tables.rows.cells.reason.cut", "tables.rows.cells.reason.id", "tables.rows.cells.reason.value", "tables.rows.cells.reason.what",
                "tables.rows.cells.state", "tables.rows.cells.tried", "tables.rows.cells.tried.cut", "tables.rows.cells.tried.id",
                "tables.rows.cells.tried.value", "tables.rows.cells.tried.what", "tables.rows.cells.unit", "tables.rows.name", "tables.rows.network", "tables.title",
            ],
            names);

        void Walk(JsonElement element, string path)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray())
                    Walk(item, path);
            }
            else if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in element.EnumerateObject())
                {
                    var name = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                    names.Add(name);
                    Walk(property.Value, name);
                }
            }
        }
    }

    /// <summary>Milliseconds are measured, not computed: they may be newer than the committed report.</summary>
    [Fact]
    public void The_committed_report_is_what_the_code_computes()
    {
        var committed = File.ReadAllText(Repository.Path("docs/paper/paper.json"));
        Assert.True(
            Figures(committed).SequenceEqual(Figures(Report.ToJson())),
            "docs/paper is not what the code computes; rebuild it: dotnet run -c Release --project src/MobileNetSharp.Cli -- paper --out docs/paper");

        static IEnumerable<string> Figures(string json) =>
            from table in JsonDocument.Parse(json).RootElement.GetProperty("tables").EnumerateArray()
            from row in table.GetProperty("rows").EnumerateArray()
            from cell in row.GetProperty("cells").EnumerateArray()
            where !cell.GetProperty("column").GetString()!.StartsWith("CPU", StringComparison.Ordinal)
            select $"{table.GetProperty("id")}/{row.GetProperty("name")}: {cell}";
    }
}
