using System.Collections.Immutable;
using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Plotting.Drawings;

/// <summary>The boxes of a drawing in the order of the graph, with blocks that repeat drawn once.</summary>
sealed class DrawnUnits
{
    DrawnUnits(List<DrawnUnit> units, Dictionary<string, int> times) => (Units, Times) = (units, times);

    public List<DrawnUnit> Units { get; }

    /// <summary>The number of consecutive repetitions of each block by its name; blocks without repetition are not listed.</summary>
    public Dictionary<string, int> Times { get; }

    /// <summary>The boxes of some nodes; what they read from elsewhere is drawn as an input.</summary>
    public static DrawnUnits From(Graph graph, ImmutableArray<Node> nodes, bool collapse)
    {
        var units = Fused(graph, nodes);
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        if (collapse)
        {
            Group(graph, units);
            units = Collapse(units, times);
        }

        return new DrawnUnits(units, times);
    }

    static List<DrawnUnit> Fused(Graph graph, ImmutableArray<Node> nodes)
    {
        var unitOf = new Dictionary<Node, DrawnUnit>();
        var units = new List<DrawnUnit>();
        var inside = nodes.ToHashSet();
        foreach (var node in nodes)
        {
            foreach (var input in node.Inputs.Where(input => !inside.Contains(input) && !unitOf.ContainsKey(input)))
                units.Add(unitOf[input] = DrawnUnit.Outside(input));
            if (IsAppended(graph, node) && unitOf.TryGetValue(node.Inputs[0], out var before) && !before.IsOutside)
            {
                before.Nodes.Add(node);
                unitOf[node] = before;
                continue;
            }

            var unit = unitOf[node] = new DrawnUnit(node);
            unit.Connect(node.Inputs.Select(input => unitOf[input]));
            units.Add(unit);
        }

        return units;
    }

    /// <summary>Normalization and activation share the box of the operation before them, unless another node reads its output.</summary>
    static bool IsAppended(Graph graph, Node node) => node.Op is BatchNorm or Activation or Dropout
        && node.Inputs[0].Op is not (Input or Concat) && graph.ReadersOf(node.Inputs[0]).Count() == 1 && !graph.IsOutput(node.Inputs[0]);

    /// <summary>Blocks by their names (<c>block3</c> of <c>block3.expand.conv</c>), and where these say nothing, by their structure.</summary>
    static void Group(Graph graph, List<DrawnUnit> units)
    {
        foreach (var unit in units.Where(unit => !unit.IsOutside && unit.First.Op is not Input))
            unit.Group = NumberedPrefix(unit.First.Name);
        var common = units.Where(unit => unit.Group is not null).CountBy(unit => unit.Group!)
            .Where(group => group.Value > units.Count / 2).Select(group => group.Key).ToHashSet();
        foreach (var unit in units.Where(unit => unit.Group is { } group && common.Contains(group)))
            unit.Group = NumberedPrefix(unit.First.Name, unit.Group!.Length + 1);
        foreach (var (i, block) in BottleneckBlock.Find(graph).Index())
        {
            foreach (var unit in units.Where(unit => unit.Group is null && block.Nodes.Contains(unit.First)))
                unit.Group = $"block{i}";
        }
    }

    /// <summary>The shortest part of a dotted name, or of a path, that ends in a digit, without the whole name itself.</summary>
    static string? NumberedPrefix(string name, int from = 1)
    {
        for (var i = from; i < name.Length; i++)
        {
            if (name[i] is '.' or '/' && char.IsAsciiDigit(name[i - 1]))
                return name[..i];
        }

        return null;
    }

    /// <summary>Keeps the first of consecutive equal blocks, and connects what follows to it.</summary>
    static List<DrawnUnit> Collapse(List<DrawnUnit> units, Dictionary<string, int> times)
    {
        var blocks = units.Where(unit => unit.Group is not null).GroupBy(unit => unit.Group!).Select(group => group.ToArray()).ToArray();
        var stands = units.ToDictionary(unit => unit, unit => unit);
        DrawnUnit[]? kept = null;
        var signature = "";
        foreach (var block in blocks)
        {
            var same = Signature(block);
            if (kept is null || same != signature)
            {
                (kept, signature) = (block, same);
                continue;
            }

            var name = kept[0].Group!;
            times[name] = times.GetValueOrDefault(name, 1) + 1;
            for (var i = 0; i < block.Length; i++)
                stands[block[i]] = kept[i];
        }

        var result = units.Where(unit => stands[unit] == unit).ToList();
        foreach (var unit in result)
            unit.Connect(unit.Inputs.Select(input => stands[input]));
        return result;
    }

    /// <summary>What a block does and how its boxes are connected; all external inputs count as one.</summary>
    static string Signature(DrawnUnit[] block) => string.Join(
        '|', block.Select(unit => $"{unit.Label} {unit.Size} {string.Join(',', unit.Inputs.Select(input => Array.IndexOf(block, input)))}"));
}
