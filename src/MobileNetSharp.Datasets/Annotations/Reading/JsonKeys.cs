using System.Text;

namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>The names in a JSON object, one after another, without keeping what they hold, which may be an image or a list of any length.</summary>
static class JsonKeys
{
    const int BufferBytes = 64 << 10, LongestName = 64;

    /// <summary>The names as they are written; none where the file holds no object. What is not valid JSON gives names of any kind.</summary>
    public static IEnumerable<string> Of(Stream file)
    {
        var (buffer, name) = (new byte[BufferBytes], new List<byte>(LongestName));
        var (depth, isName, isText, isEscaped) = (0, false, false, false);
        for (int count; (count = file.Read(buffer)) > 0;)
        {
            for (var i = 0; i < count; i++)
            {
                var value = buffer[i];
                if (isText)
                {
                    if (value == '"' && !isEscaped)
                    {
                        isText = false;
                        if (isName)
                            yield return Encoding.UTF8.GetString([.. name]);
                        isName = false;
                    }
                    else if (isName && name.Count < LongestName)
                    {
                        name.Add(value);
                    }

                    isEscaped = value == '\\' && !isEscaped;
                    continue;
                }

                if (value == '"')
                {
                    (isText, isEscaped) = (true, false);
                    name.Clear();
                }
                else if (value is (byte)'{' or (byte)'[')
                {
                    isName = depth++ == 0;
                    if (isName && value == '[')
                        yield break;
                }
                else if (value is (byte)'}' or (byte)']')
                {
                    if (--depth <= 0)
                        yield break;
                }
                else if (value == ',')
                {
                    isName = depth == 1;
                }
            }
        }
    }
}
