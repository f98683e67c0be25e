namespace MobileNetSharp.Paper;

/// <summary>A way of counting otherwise that may be what the paper did.</summary>
/// <param name="Id">Short name, the same for the same way in every table.</param>
/// <param name="What">The way in words, to be read after "the print is".</param>
/// <param name="Value">What it gives, in units: 3,470,760 parameters, not 3.47.</param>
/// <param name="Rounding">How it is brought to the printed digits.</param>
public sealed record Count(string Id, string What, double Value, Rounding Rounding = Rounding.Nearest);
