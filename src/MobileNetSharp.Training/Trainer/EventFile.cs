using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using MobileNetSharp.Training.Checkpoints;

namespace MobileNetSharp.Training.Trainer;

/// <summary>A file of scalars for TensorBoard: records of TFRecord, each an Event of protocol buffers.</summary>
/// <remarks>
/// Sources: https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details (length and data, each with a masked
/// CRC-32C) and the messages Event and Summary, https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto.
/// </remarks>
sealed class EventFile : IDisposable
{
    const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5; // wire types
    readonly FileStream stream;

    EventFile(FileStream stream) => this.stream = stream;

    /// <summary>Begins a file, named after the time in Unix seconds and the machine as TensorFlow's are. Throws a <see cref="TrainingException"/> where it cannot be written.</summary>
    public static EventFile Create(string folder)
    {
        var now = DateTimeOffset.UtcNow;
        for (var number = 0; ; number++)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{now.ToUnixTimeSeconds()}.{Environment.MachineName}.{number}"));
            try
            {
                Directory.CreateDirectory(folder);
                if (File.Exists(path))
                    continue; // of another start in the same second
                var file = new EventFile(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read));
                file.Write(now, Field(3, "brain.Event:2"u8)); // file_version
                return file;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw RunFiles.CannotWrite(path, e);
            }
        }
    }

    /// <summary>Adds values at a step.</summary>
    public void Add(int step, IEnumerable<(string Tag, double Value)> scalars)
    {
        byte[] summary = [.. scalars.SelectMany(scalar => Field(1, [.. Field(1, Encoding.UTF8.GetBytes(scalar.Tag)), .. Field(2, (float)scalar.Value)]))];
        try
        {
            Write(DateTimeOffset.UtcNow, [Key(2, Varint), .. VarintOf((ulong)step), .. Field(5, summary)]);
        }
        catch (IOException e)
        {
            throw RunFiles.CannotWrite(stream.Name, e);
        }
    }

    public void Dispose() => stream.Dispose();

    void Write(DateTimeOffset time, byte[] fields)
    {
        byte[] wallTime = new byte[1 + sizeof(double)];
        wallTime[0] = Key(1, Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(wallTime.AsSpan(1), time.ToUnixTimeMilliseconds() / 1e3);
        byte[] data = [.. wallTime, .. fields];
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        stream.Write([.. length, .. MaskedCrc(length), .. data, .. MaskedCrc(data)]);
        stream.Flush();
    }

    static byte Key(int field, int wireType) => (byte)((field << 3) | wireType);

    static byte[] Field(int field, ReadOnlySpan<byte> bytes) => [Key(field, Bytes), .. VarintOf((ulong)bytes.Length), .. bytes];

    static byte[] Field(int field, float value)
    {
        var bytes = new byte[1 + sizeof(float)];
        bytes[0] = Key(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    static List<byte> VarintOf(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }

    /// <summary>The CRC-32C, turned and shifted so that a CRC of data with CRCs in it is sound.</summary>
    static byte[] MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, BitOperations.RotateRight(~crc, 15) + 0xa282ead8);
        return bytes;
    }
}
