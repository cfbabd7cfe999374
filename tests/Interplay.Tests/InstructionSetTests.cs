using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Interplay.Tests;

/// <summary>
/// <c>.ci/run</c> repeats the laws of the kernels with instruction sets switched off. A switch whose name the runtime no longer knows would
/// repeat them with everything on; this notices.
/// </summary>
public sealed class InstructionSetTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void What_is_switched_off_is_off(string name)
    {
        bool accelerated = name switch
        {
            "DOTNET_EnableAVX512" => Vector512.IsHardwareAccelerated || Avx512BW.IsSupported,
            "DOTNET_EnableAVX2" => Vector256.IsHardwareAccelerated || Avx2.IsSupported,
            _ => Vector128.IsHardwareAccelerated,
        };
        bool isOff = string.Equals(
            Environment.GetEnvironmentVariable(name),
            "0",
            StringComparison.Ordinal
        );
        Assert.False(isOff && accelerated, $"{name}=0 is set and has no effect.");
    }
}
