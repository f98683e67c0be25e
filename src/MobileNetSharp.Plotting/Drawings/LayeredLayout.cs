namespace MobileNetSharp.Plotting.Drawings;

/// <summary>
/// Places boxes in layers from the top to the bottom, each below all that it reads (Sugiyama's method): the longest path gives
/// the layer, barycenters the order within it.
/// </summary>
sealed class LayeredLayout<T>
    where T : class
{
    const int Sweeps = 12;
    readonly List<List<Slot>> layers = [];
    readonly Dictionary<T, Slot> items = [];
    readonly double gap;

    /// <summary>Lays out boxes that come in an order in which each follows its inputs.</summary>
    public LayeredLayout(IEnumerable<T> boxes, Func<T, IEnumerable<T>> inputs, Func<T, double> width, double gap)
    {
        this.gap = gap;
        var ordered = boxes.ToArray();
        var layerOf = LayersOf(ordered, inputs);
        foreach (var box in ordered)
            Add(box, inputs(box), layerOf[box], width(box));
        Order();
        Place();
    }

    /// <summary>The width of everything.</summary>
    public double Width => layers.Max(layer => layer.Max(item => item.X + (item.Width / 2)));

    public int Layers => layers.Count;

    /// <summary>The layer of a box, and the middle of it from the left.</summary>
    public (int Layer, double X) this[T box] => (items[box].Layer, items[box].X);

    /// <summary>Where a line from a box to one that reads it crosses the layers between them, the box's and the reader's own included.</summary>
    public IReadOnlyList<(int Layer, double X)> Route(T from, T to)
    {
        var route = new List<(int, double)>();
        for (var item = items[to].Up.First(up => (up.Source ?? up) == items[from]); ; item = item.Up[0])
        {
            route.Insert(0, (item.Layer, item.X));
            if (item == items[from])
                break;
        }

        route.Add((items[to].Layer, items[to].X));
        return route;
    }

    /// <summary>The longest path to each box; then boxes that more read than they read move down to their readers, so that long lines are few.</summary>
    static Dictionary<T, int> LayersOf(T[] boxes, Func<T, IEnumerable<T>> inputs)
    {
        var layerOf = new Dictionary<T, int>();
        foreach (var box in boxes)
            layerOf[box] = inputs(box).Select(input => layerOf[input] + 1).DefaultIfEmpty().Max();
        var readers = boxes.SelectMany(box => inputs(box), (box, input) => (box, input)).ToLookup(edge => edge.input, edge => edge.box);
        foreach (var box in Enumerable.Reverse(boxes).Where(box => readers[box].Any() && readers[box].Count() >= inputs(box).Count()))
            layerOf[box] = readers[box].Min(reader => layerOf[reader]) - 1;
        return layerOf;
    }

    void Add(T box, IEnumerable<T> inputs, int layer, double width)
    {
        var sources = inputs.Select(input => items[input]).ToArray();
        var item = items[box] = New(layer, width, null);
        foreach (var source in sources)
        {
            var above = source;
            for (var i = source.Layer + 1; i < layer; i++)
                above = Connect(above, New(i, 10, source));
            Connect(above, item);
        }
    }

    Slot New(int layer, double width, Slot? source)
    {
        while (layers.Count <= layer)
            layers.Add([]);
        var item = new Slot(layer, width, source);
        layers[layer].Add(item);
        return item;
    }

    static Slot Connect(Slot above, Slot below)
    {
        above.Down.Add(below);
        below.Up.Add(above);
        return below;
    }

    void Order()
    {
        Number();
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var down = sweep % 2 == 0;
            foreach (var layer in down ? layers : layers.AsEnumerable().Reverse())
            {
                var keys = layer.ToDictionary(item => item, item => (down ? item.Up : item.Down) is { Count: > 0 } near ? near.Average(other => other.Rank) : item.Rank);
                layer.Sort((a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.Rank.CompareTo(b.Rank));
                Number();
            }
        }
    }

    /// <summary>Ranks are shares of the layer, so that layers of different lengths compare.</summary>
    void Number()
    {
        foreach (var layer in layers)
        {
            for (var i = 0; i < layer.Count; i++)
                layer[i].Rank = (i + 0.5) / layer.Count;
        }
    }

    /// <summary>Slots that can stand straight below each other move as one column, as near to what they are joined with as others let them.</summary>
    void Place()
    {
        var columns = Columns();
        foreach (var column in columns)
            column.X = column.Left.Select(left => left.Column.X + left.Distance).DefaultIfEmpty().Max();
        var right = columns.Max(column => column.X);
        var fromRight = new Dictionary<Column, double>();
        foreach (var column in Enumerable.Reverse(columns))
            fromRight[column] = column.Right.Select(next => fromRight[next.Column] - next.Distance).DefaultIfEmpty(right).Min();
        foreach (var column in columns)
            column.X = (column.X + fromRight[column]) / 2;
        for (var sweep = 0; sweep < 20 * Sweeps; sweep++)
        {
            foreach (var column in sweep % 2 == 0 ? columns : Enumerable.Reverse(columns))
                column.Approach();
        }

        var edge = layers.Min(layer => layer.Min(slot => slot.X - (slot.Width / 2)));
        foreach (var column in columns)
            column.X -= edge;
    }

    /// <summary>The columns, each after those to its left.</summary>
    List<Column> Columns()
    {
        foreach (var slot in layers.SelectMany(layer => layer))
            slot.Column = new Column { Slots = { slot } };
        foreach (var slot in Enumerable.Reverse(layers).SelectMany(layer => layer))
            slot.Depth = slot.Down.Select(below => below.Depth + 1).DefaultIfEmpty().Max();
        for (var i = 1; i < layers.Count; i++)
            Align(layers[i]);

        foreach (var layer in layers)
        {
            foreach (var (left, next) in layer.Zip(layer.Skip(1)))
            {
                var distance = ((left.Width + next.Width) / 2) + gap;
                next.Column.Left.Add((left.Column, distance));
                left.Column.Right.Add((next.Column, distance));
            }
        }

        var (sorted, waiting) = (new List<Column>(), new HashSet<Column>());
        foreach (var slot in layers.SelectMany(layer => layer))
            Visit(slot.Column);
        return sorted;

        void Visit(Column column)
        {
            if (!waiting.Add(column))
                return;
            foreach (var (left, _) in column.Left)
                Visit(left);
            sorted.Add(column);
        }
    }

    /// <summary>Joins slots of a layer to columns of the one above where no two lines cross: boxes first, of these what most follows, then passing lines.</summary>
    static void Align(List<Slot> layer)
    {
        var pairs = layer.SelectMany(slot => slot.Up, (slot, up) => (Below: slot, Above: up))
            .OrderBy(pair => (pair.Below.Source, pair.Above.Source) switch { (null, null) => 0, (not null, not null) => 1, _ => 2 })
            .ThenByDescending(pair => pair.Below.Depth)
            .ThenBy(pair => Math.Abs(pair.Below.Rank - pair.Above.Rank));
        var joined = new List<(Slot Below, Slot Above)>();
        foreach (var pair in pairs)
        {
            if (joined.All(other => (pair.Below.Rank - other.Below.Rank) * (pair.Above.Rank - other.Above.Rank) > 0))
            {
                joined.Add(pair);
                pair.Below.Column = pair.Above.Column;
                pair.Below.Column.Slots.Add(pair.Below);
            }
        }
    }

    /// <summary>Slots straight below each other.</summary>
    sealed class Column
    {
        public double X { get; set; }

        public List<Slot> Slots { get; } = [];

        public List<(Column Column, double Distance)> Left { get; } = [];

        public List<(Column Column, double Distance)> Right { get; } = [];

        /// <summary>Moves towards the mean of what it is joined with.</summary>
        public void Approach()
        {
            var near = Slots.SelectMany(slot => slot.Up.Concat(slot.Down)).Where(slot => slot.Column != this).ToArray();
            if (near.Length == 0)
                return;
            var wanted = near.Average(slot => slot.X);
            var least = Left.Select(left => left.Column.X + left.Distance).DefaultIfEmpty(double.NegativeInfinity).Max();
            var most = Right.Select(right => right.Column.X - right.Distance).DefaultIfEmpty(double.PositiveInfinity).Min();
            X = Math.Max(least, Math.Min(most, wanted));
        }
    }

    /// <summary>A box, or a place where a line passes a layer on its way from <paramref name="from"/>.</summary>
    sealed class Slot(int layer, double width, Slot? from)
    {
        public int Layer => layer;

        public double Width => width;

        public Slot? Source => from;

        public double Rank { get; set; }

        /// <summary>Layers that follow on the longest way down.</summary>
        public int Depth { get; set; }

        public Column Column { get; set; } = null!;

        public double X => Column.X;

        public List<Slot> Up { get; } = [];

        public List<Slot> Down { get; } = [];
    }
}
