// libtorch has one random generator for the process, and the memory of the process is measured.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
