namespace Interplay.Tests;

public sealed class FingerprintTests
{
    [Fact]
    public void IsSha256OfLengthsAndUnits() =>
        Assert.Equal(
            Convert.ToHexStringLower(
                System.Security.Cryptography.SHA256.HashData([
                    2,
                    0,
                    0,
                    0,
                    (byte)'a',
                    0,
                    (byte)'b',
                    0,
                ])
            ),
            Fingerprint.Of("ab")
        );

    [Fact]
    public void FieldsDoNotRunIntoOneAnother()
    {
        Assert.NotEqual(Fingerprint.Of("ab", "c"), Fingerprint.Of("a", "bc"));
        Assert.NotEqual(Fingerprint.Of("a", ""), Fingerprint.Of("a"));
        Assert.NotEqual(Fingerprint.Of("\uD800"), Fingerprint.Of("\uD801"));
    }

    [Fact]
    public void OfBytesIsPlainSha256() =>
        Assert.Equal(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            Fingerprint.OfBytes("abc"u8)
        );
}
