namespace MobileNetSharp.Formats.Torch;

/// <summary>Looks for state dicts in everything that a checkpoint holds. Each object is visited once, however often it is referred to.</summary>
sealed class StateDictSearch(AllocationBudget budget)
{
    const int MaxDepth = 64;

    /// <summary>What a visit and a found tensor take beside the letters of a name.</summary>
    const int VisitBytes = 384, NameBytes = 96;

    static readonly Dictionary<string, PickleObject> NoModules = [];

    readonly List<StateDict> found = [];
    readonly HashSet<object> visited = new(ReferenceEqualityComparer.Instance);

    /// <summary>Every state dict, in the order of the file. Throws <see cref="ModelFormatException"/>.</summary>
    public List<StateDict> In(object? root)
    {
        Visit(root, "", 0);
        return found;
    }

    void Visit(object? value, string path, int depth)
    {
        if (value is not (PickleDict or PickleObject or List<object?> or object?[] and not []) || !visited.Add(value))
            return;
        Descend(depth);
        switch (value)
        {
            case PickleDict dict:
                VisitEntries(dict, path, depth);
                break;
            case PickleObject instance when ModuleState(instance) is not null:
                var module = new ModuleTensors(this);
                module.Add(instance, "", depth);
                if (module.Tensors.Count > 0)
                    found.Add(new StateDict(path, module.Tensors, module.Modules));
                break;
            case PickleObject instance:
                Visit(instance.Items, path, depth + 1);
                Visit(instance.State, path, depth + 1);
                Visit(instance.Elements, path, depth + 1);
                Visit(instance.Arguments, path, depth + 1);
                break;
            case IEnumerable<object?> elements:
                foreach (var element in elements)
                    Visit(element, path, depth + 1);
                break;
        }
    }

    void VisitEntries(PickleDict dict, string path, int depth)
    {
        var tensors = new List<KeyValuePair<string, StridedTensor>>();
        foreach (var (key, value) in dict.Entries)
        {
            if (key is string name && value is StridedTensor tensor)
                tensors.Add(new(Named(name), tensor));
        }

        if (tensors.Count > 0)
            found.Add(new StateDict(path, tensors, NoModules));
        foreach (var (key, value) in dict.Entries)
        {
            if (value is not (PickleDict or PickleObject or List<object?> or object?[]))
                continue;
            var name = key as string ?? "?";
            Visit(value, Named(path.Length == 0 ? name : $"{path}.{name}"), depth + 1);
        }
    }

    /// <summary>The attributes of a torch.nn.Module; null for any other object.</summary>
    static PickleDict? ModuleState(PickleObject instance) =>
        instance.State is PickleDict state && state.Find("_parameters") is PickleDict && state.Find("_modules") is PickleDict ? state : null;

    void Descend(int depth)
    {
        budget.Spend(VisitBytes, 0);
        if (depth > MaxDepth)
            throw new ModelFormatException($"The checkpoint's objects are nested more than {MaxDepth} deep.");
    }

    string Named(string name)
    {
        budget.Spend(NameBytes + (2L * sizeof(char) * name.Length), 0);
        return name;
    }

    /// <summary>What Module.state_dict() would give for a module that was saved whole.</summary>
    sealed class ModuleTensors(StateDictSearch search)
    {
        public List<KeyValuePair<string, StridedTensor>> Tensors { get; } = [];

        public Dictionary<string, PickleObject> Modules { get; } = new(StringComparer.Ordinal);

        public void Add(PickleObject module, string prefix, int depth)
        {
            search.Descend(depth);
            if (ModuleState(module) is not { } state || !Modules.TryAdd(search.Named(prefix.TrimEnd('.')), module))
                return;
            AddTensors(state.Find("_parameters"), prefix);
            AddTensors(state.Find("_buffers"), prefix);
            if (state.Find("_modules") is not PickleDict children)
                return;
            foreach (var (key, value) in children.Entries)
            {
                if (key is string name && value is PickleObject child && search.visited.Add(child))
                    Add(child, search.Named($"{prefix}{name}."), depth + 1);
            }
        }

        void AddTensors(object? values, string prefix)
        {
            if (values is not PickleDict dict)
                return;
            foreach (var (key, value) in dict.Entries)
            {
                if (key is string name && value is StridedTensor tensor)
                    Tensors.Add(new(search.Named(prefix + name), tensor));
            }
        }
    }
}
