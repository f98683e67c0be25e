namespace MobileNetSharp.Training;

/// <summary>How the learning rate falls.</summary>
public enum ScheduleKind
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>By the factor at once, every so many epochs.</summary>
    Step,

    /// <summary>By the factor over every so many epochs, a little each step.</summary>
    Exponential,

    /// <summary>Along half a cosine, down to the final fraction (Loshchilov and Hutter, arXiv 1608.03983).</summary>
    Cosine,
}
