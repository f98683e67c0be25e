namespace MobileNetSharp.Cli;

/// <content>What goes wrong in training.</content>
static partial class Failures
{
    static partial void AddTraining(Exception e, ref bool isExpected) =>
        isExpected |= IsLibtorch(e);
}
