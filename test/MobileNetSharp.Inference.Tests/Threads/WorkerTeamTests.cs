using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Tests.Threads;

public class WorkerTeamTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(7)]
    public void Every_worker_does_its_share_and_sees_at_a_barrier_what_the_others_wrote(int workers)
    {
        using var team = new WorkerTeam();
        var written = new int[workers];
        var disagreements = 0;
        var work = new Work(share =>
        {
            for (var round = 1; round <= 1000; round++)
            {
                written[share.Index] += round;
                share.Barrier();
                if (written.Any(value => value != round * (round + 1) / 2))
                    Interlocked.Increment(ref disagreements);
                share.Barrier();
            }
        });
        team.Run(workers, work);
        Assert.Equal(0, disagreements);
        Assert.All(written, value => Assert.Equal(500_500, value));
    }

    [Theory, InlineData(1, 5), InlineData(3, 1), InlineData(3, 100), InlineData(7, int.MaxValue)]
    public void The_ranges_of_the_workers_make_up_the_whole(int workers, int count)
    {
        using var team = new WorkerTeam();
        var ranges = new (int First, int End)[workers];
        team.Run(workers, new Work(share => ranges[share.Index] = share.Range(count)));
        Assert.Equal(0, ranges[0].First);
        Assert.Equal(count, ranges[^1].End);
        Assert.All(ranges.Zip(ranges[1..]), pair => Assert.Equal(pair.First.End, pair.Second.First));
        Assert.InRange(ranges.Max(Length) - ranges.Min(Length), 0, 1);

        static int Length((int First, int End) range) => range.End - range.First;
    }

    [Fact]
    public void Threads_start_with_the_first_run_that_needs_them_and_stay()
    {
        using var team = new WorkerTeam();
        team.Run(1, new Work(_ => { }));
        Assert.Equal(0, team.Threads);
        for (var run = 0; run < 3; run++)
            team.Run(3, new Work(_ => { }));
        Assert.Equal(2, team.Threads);
        team.Run(2, new Work(share => Assert.Equal(2, share.Count)));
        Assert.Equal(2, team.Threads);
    }

    [Fact]
    public void The_threads_are_named_background_threads()
    {
        using var team = new WorkerTeam();
        var names = new string?[3];
        team.Run(3, new Work(share =>
        {
            if (share.Index > 0)
                names[share.Index] = Thread.CurrentThread.IsBackground ? Thread.CurrentThread.Name : "in the foreground";
        }));
        Assert.Equal([null, "mobilenet worker 1", "mobilenet worker 2"], names);
    }

    [Fact]
    public void A_run_that_finds_the_team_taken_goes_on_alone()
    {
        using var team = new WorkerTeam();
        var counts = new int[2];
        team.Run(2, new Work(share => team.Run(2, new Work(inner => counts[share.Index] = inner.Count))));
        Assert.Equal([1, 1], counts);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void An_exception_of_one_worker_reaches_the_caller_and_the_team_goes_on(int thrower)
    {
        using var team = new WorkerTeam();
        var done = new int[3];
        for (var run = 0; run < 20; run++)
        {
            var error = Assert.Throws<NotSupportedException>(() => team.Run(3, new Work(share =>
            {
                share.Barrier();
                if (share.Index == thrower)
                    throw new NotSupportedException("it broke");
                share.Barrier();
                throw new InvalidOperationException("beyond the barrier");
            })));
            Assert.Equal("it broke", error.Message);
            team.Run(3, new Work(share =>
            {
                share.Barrier();
                done[share.Index]++;
            }));
        }

        Assert.Equal([20, 20, 20], done);
    }

    [Fact]
    public void Callers_on_many_threads_all_get_their_work_done()
    {
        using var team = new WorkerTeam();
        var sums = new long[8];
        Parallel.For(0, sums.Length, new ParallelOptions { MaxDegreeOfParallelism = sums.Length }, caller =>
        {
            for (var run = 0; run < 200; run++)
            {
                team.Run(3, new Work(share =>
                {
                    var (first, end) = share.Range(100);
                    Interlocked.Add(ref sums[caller], end - first);
                    share.Barrier();
                }));
            }
        });
        Assert.All(sums, sum => Assert.Equal(20_000, sum));
    }

    sealed class Work(Action<Worker> act) : ITeamWork
    {
        public void Do(Worker worker) => act(worker);
    }
}
