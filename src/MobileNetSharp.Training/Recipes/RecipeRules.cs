using MobileNetSharp.Datasets.Loading;

namespace MobileNetSharp.Training.Recipes;

/// <summary>What must hold for a recipe to be run.</summary>
static class RecipeRules
{
    /// <summary>The first rule that is broken: its field, and <c>'field' must be …, is …</c>; null if none.</summary>
    public static (string Field, string Fault)? Broken(Recipe recipe)
    {
        if (recipe.Phases.IsDefaultOrEmpty)
            return ("phases", "'phases' needs at least one phase");
        if (recipe.Data.Augmentation.Fault() is { } fault)
            return ("data.augmentation", $"'data.augmentation' is invalid: {fault}");
        if (recipe.Detection?.Fault() is { } invalid)
            return ("detection", $"'detection' is invalid: {invalid}");
        if (recipe.Network is { Pretrained: false, KeepsStatistics: true })
            return ("network.keepsStatistics", "'network.keepsStatistics' must be false for random weights, which come without statistics");
        foreach (var (holds, field, rule, value) in Rules(recipe))
        {
            if (!holds)
                return (field, FormattableString.Invariant($"'{field}' must be {rule}, is {value}"));
        }

        return null;
    }

    static IEnumerable<(bool Holds, string Field, string Rule, double Value)> Rules(Recipe recipe)
    {
        var (data, optimizer, schedule) = (recipe.Data, recipe.Optimizer, recipe.Schedule);
        yield return (recipe.Network.Dropout is >= 0 and < 1, "network.dropout", "at least 0 and below 1", recipe.Network.Dropout);
        yield return (recipe.Network.BatchNormMomentum is > 0 and <= 1, "network.batchNormMomentum", "above 0 and at most 1", recipe.Network.BatchNormMomentum);
        yield return (recipe.Network.CropFraction is > 0 and <= 1, "network.cropFraction", "above 0 and at most 1", recipe.Network.CropFraction);
        yield return (data.BatchSize is >= 1 and <= 65536, "data.batchSize", "from 1 to 65536", data.BatchSize);
        yield return (data.ValidationFraction is > 0 and < 1, "data.validationFraction", "above 0 and below 1", data.ValidationFraction);
        yield return (data.EpochImages >= 0, "data.epochImages", "at least 0", data.EpochImages);
        yield return (data.EpochImages == 0 || data.Sampling == Sampling.Shuffled, "data.epochImages", "0 where data.sampling is not shuffled", data.EpochImages);
        yield return (data.LabelSmoothing is >= 0 and < 1, "data.labelSmoothing", "at least 0 and below 1", data.LabelSmoothing);
        yield return (optimizer.LearningRate is > 0 and < 1e6, "optimizer.learningRate", "above 0", optimizer.LearningRate);
        yield return (optimizer.Momentum is >= 0 and < 1, "optimizer.momentum", "at least 0 and below 1", optimizer.Momentum);
        yield return (!optimizer.Nesterov || optimizer.Momentum > 0, "optimizer.momentum", "above 0 for nesterov", optimizer.Momentum);
        yield return (optimizer.SquareDecay is >= 0 and < 1, "optimizer.squareDecay", "at least 0 and below 1", optimizer.SquareDecay);
        yield return (optimizer.Epsilon is > 0 and < 1e6, "optimizer.epsilon", "above 0", optimizer.Epsilon);
        yield return (optimizer.WeightDecay is >= 0 and < 1e6, "optimizer.weightDecay", "at least 0", optimizer.WeightDecay);
        yield return (schedule.WarmupEpochs is >= 0 and < 1e6, "schedule.warmupEpochs", "at least 0", schedule.WarmupEpochs);
        yield return (schedule.Factor is > 0 and <= 1, "schedule.factor", "above 0 and at most 1", schedule.Factor);
        yield return (schedule.EveryEpochs is > 0 and < 1e6, "schedule.everyEpochs", "above 0", schedule.EveryEpochs);
        yield return (schedule.FinalFraction is >= 0 and <= 1, "schedule.finalFraction", "from 0 to 1", schedule.FinalFraction);
        yield return (recipe.EmaDecay is >= 0 and < 1, "emaDecay", "at least 0 and below 1", recipe.EmaDecay);
        yield return (recipe.ClipNorm is >= 0 and < 1e9, "clipNorm", "at least 0", recipe.ClipNorm);
        yield return (recipe.AccumulationSteps is >= 1 and <= 65536, "accumulationSteps", "from 1 to 65536", recipe.AccumulationSteps);
        yield return (recipe.EarlyStopping.Patience >= 0, "earlyStopping.patience", "at least 0", recipe.EarlyStopping.Patience);
        yield return (recipe.EarlyStopping.MinimumGain is >= 0 and < 1e6, "earlyStopping.minimumGain", "at least 0", recipe.EarlyStopping.MinimumGain);
        yield return (recipe.Checkpoint.EveryMinutes is >= 0 and < 1e6, "checkpoint.everyMinutes", "at least 0", recipe.Checkpoint.EveryMinutes);
        for (var i = 0; i < recipe.Phases.Length; i++)
        {
            var phase = recipe.Phases[i];
            yield return (phase.Epochs is >= 0 and <= 1_000_000, $"phases.{i}.epochs", "from 0 to 1000000", phase.Epochs);
            yield return (phase.TrainedLayers >= 0, $"phases.{i}.trainedLayers", "at least 0", phase.TrainedLayers);
            yield return (phase.Trains != TrainedPart.Head || phase.TrainedLayers == 0, $"phases.{i}.trainedLayers", $"0, since 'phases.{i}.trains' is head", phase.TrainedLayers);
            yield return (phase.LearningRateFactor is > 0 and < 1e6, $"phases.{i}.learningRateFactor", "above 0", phase.LearningRateFactor);
            yield return (phase.BatchSize is >= 0 and <= 65536, $"phases.{i}.batchSize", "from 0 to 65536", phase.BatchSize);
        }
    }
}
