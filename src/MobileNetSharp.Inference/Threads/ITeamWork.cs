namespace MobileNetSharp.Inference.Threads;

/// <summary>Work that the workers of a team do together.</summary>
interface ITeamWork
{
    /// <summary>Does one worker's part; called once on each of them.</summary>
    void Do(Worker worker);
}
