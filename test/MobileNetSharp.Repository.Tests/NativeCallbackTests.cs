using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace MobileNetSharp.Repository.Tests;

/// <summary>An exception of a managed stream that native code reads or writes would pass through it and end the process.</summary>
public sealed class NativeCallbackTests
{
    public static TheoryData<string> RoomsWithSkia =>
        [.. ProjectFile.In("src").Where(room => Assembly.Load(room.AssemblyName).GetReferencedAssemblies().Any(used => used.Name == "SkiaSharp")).Select(room => room.AssemblyName)];

    [Theory]
    [MemberData(nameof(RoomsWithSkia))]
    public void No_managed_stream_is_given_to_Skia(string room)
    {
        using var file = new PEReader(File.OpenRead(Assembly.Load(room).Location));
        var metadata = file.GetMetadataReader();
        var streams = metadata.TypeReferences.Where(type => NameOf(type) == "Stream").Select(type => CodedIndex.TypeDefOrRefOrSpec(type)).ToArray();
        var calls = metadata.MemberReferences.Select(metadata.GetMemberReference).Where(IsOfSkia).ToArray();
        Assert.NotEmpty(calls);
        Assert.All(calls, call => Assert.DoesNotContain(streams, stream => Contains(metadata.GetBlobBytes(call.Signature), stream)));
        Assert.DoesNotContain(metadata.TypeReferences, type => NameOf(type).StartsWith("SKManaged", StringComparison.Ordinal));

        string NameOf(TypeReferenceHandle type) => metadata.GetString(metadata.GetTypeReference(type).Name);

        bool IsOfSkia(MemberReference member) => member.Parent.Kind == HandleKind.TypeReference
            && metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Namespace) == "SkiaSharp";
    }

    /// <summary>Whether a signature has the class of this index: ELEMENT_TYPE_CLASS and the compressed index (ECMA-335, II.23.2).</summary>
    static bool Contains(byte[] signature, int type)
    {
        const byte elementTypeClass = 0x12;
        var sought = new BlobBuilder();
        sought.WriteByte(elementTypeClass);
        sought.WriteCompressedInteger(type);
        return signature.AsSpan().IndexOf(sought.ToArray()) >= 0;
    }
}
