using System.Globalization;
using System.Text;
using MobileNetSharp.Datasets.Annotations.TfRecord;
using MobileNetSharp.Training.Checkpoints;

namespace MobileNetSharp.Training.Trainer;

/// <summary>A file of scalars for TensorBoard: records of TFRecord, each an Event of protocol buffers.</summary>
/// <remarks>
/// Sources: https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details (length and data, each with a masked
/// CRC-32C) and the messages Event and Summary, https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto.
/// </remarks>
sealed class EventFile : IDisposable
{
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
                file.Write(Event(now).Bytes(3, "brain.Event:2"u8)); // file_version
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
        var summary = new MessageWriter();
        foreach (var (tag, value) in scalars)
            summary.Message(1, new MessageWriter().Bytes(1, Encoding.UTF8.GetBytes(tag)).Single(2, (float)value));
        try
        {
            Write(Event(DateTimeOffset.UtcNow).Integer(2, (ulong)step).Message(5, summary));
        }
        catch (IOException e)
        {
            throw RunFiles.CannotWrite(stream.Name, e);
        }
    }

    public void Dispose() => stream.Dispose();

    void Write(MessageWriter message)
    {
        TfRecordFile.Write(stream, message.Written);
        stream.Flush();
    }

    static MessageWriter Event(DateTimeOffset time) => new MessageWriter().Double(1, time.ToUnixTimeMilliseconds() / 1e3);
}
