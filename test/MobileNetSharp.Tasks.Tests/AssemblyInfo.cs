using Xunit.Sdk;
using Xunit.v3;

// libtorch has one random generator for the process, and the memory of the process is measured.
[assembly: Parallelization(Mode = ParallelMode.None)]
