using MobileNetSharp.Cards;

namespace MobileNetSharp.Cli.Commands;

/// <summary>How a published file was verified, in words.</summary>
static class VerificationText
{
    public static string Of(FileVerification verification) => verification switch
    {
        FileVerification.Sha256 => "by its SHA-256",
        FileVerification.Sha256Prefix => "only by the first digits of its SHA-256, since the publisher gives no more: a forged file may have them too",
        _ => "no: this is not known to be the published file",
    };

    /// <summary>The same as an addition in a table; empty where nothing is to be said.</summary>
    public static string Short(FileVerification? verification) => verification switch
    {
        FileVerification.Sha256Prefix => ", first digits of SHA-256",
        FileVerification.None => ", not verified",
        _ => "",
    };
}
