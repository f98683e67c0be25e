using MobileNetSharp.Cli;

// Nobody catches what other threads throw: it would end the process with a trace and 134.
AppDomain.CurrentDomain.UnhandledException += (_, thrown) => Environment.Exit(UnexpectedError.Report((Exception)thrown.ExceptionObject));
return await CommandLineProgram.RunAsync(args).ConfigureAwait(false);
