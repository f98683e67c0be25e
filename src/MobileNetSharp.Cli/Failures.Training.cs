namespace MobileNetSharp.Cli;

/// <content>Errors of training.</content>
static partial class Failures
{
    static partial void AddTraining(Exception e, ref bool isExpected) =>
        isExpected |= IsLibtorch(e);
}
