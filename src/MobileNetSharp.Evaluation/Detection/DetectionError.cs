using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>What is wrong with a detection, or that there is none (after TIDE, arXiv 2008.08115, with its thresholds: IoU 0.5 and 0.1).</summary>
public enum DetectionErrorKind
{
    /// <summary>The right class, but the box overlaps too little with the object: IoU from 0.1 to below 0.5.</summary>
    Localization,

    /// <summary>The box of an object of another class.</summary>
    Class,

    /// <summary>The wrong class, and the box overlaps too little: IoU from 0.1 to below 0.5 with an object of another class.</summary>
    ClassAndLocalization,

    /// <summary>An object that a better detection has found already.</summary>
    Duplicate,

    /// <summary>There is no object: IoU below 0.1 with all.</summary>
    Background,

    /// <summary>An object that nothing found, and that no detection of the wrong class or with the wrong box is meant for.</summary>
    Missed,
}

/// <summary>An error.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Image">The image's place among those that were evaluated.</param>
/// <param name="Class">The class of the detection, or of the object that was missed.</param>
/// <param name="Detection">The detection; null where an object was missed.</param>
/// <param name="Object">The object that it is about; null for a detection of the background.</param>
public sealed record DetectionError(DetectionErrorKind Kind, int Image, int Class, ScoredBox? Detection, AnnotatedBox? Object);
