using BenchmarkDotNet.Running;
using Interplay.Benchmarks;

if (args is ["roofline", ..])
{
    Roofline.Write(args.Length > 1 ? args[1] : null);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
