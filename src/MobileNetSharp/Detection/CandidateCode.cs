namespace MobileNetSharp.Detection;

/// <summary>A value and an index in one number, which is smaller for a larger value, and among equal values for a lower index: so that numbers are sorted, not objects.</summary>
static class CandidateCode
{
    public static ulong From(float value, uint index)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        // Negative numbers have falling bits.
        var ascending = (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
        return ((ulong)~ascending << 32) | index;
    }

    public static float Value(ulong code)
    {
        var ascending = ~(uint)(code >> 32);
        return BitConverter.UInt32BitsToSingle((ascending & 0x8000_0000) != 0 ? ascending & 0x7FFF_FFFF : ~ascending);
    }
}
