namespace MobileNetSharp.Paper;

/// <summary>How a printed figure stands to the one that the network gives.</summary>
public enum CellState
{
    /// <summary>The computed value, rounded as the print is, is the print.</summary>
    Agrees,

    /// <summary>It differs, and another way of counting, which is computed here too, gives the print.</summary>
    Explained,

    /// <summary>It differs, and nothing that was tried gives the print.</summary>
    Unexplained,

    /// <summary>The paper's measurement, such as an accuracy or a phone's milliseconds: no property of the network alone.</summary>
    Quoted,

    /// <summary>Printed nowhere: computed or measured by this project, to stand beside the print.</summary>
    Ours,
}
