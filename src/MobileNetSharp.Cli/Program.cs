using MobileNetSharp.Cli;

return await CommandLineProgram.RunAsync(args).ConfigureAwait(false);
