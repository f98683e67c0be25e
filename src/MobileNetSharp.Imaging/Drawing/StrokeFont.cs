using System.Collections.Frozen;
using System.Numerics;

namespace MobileNetSharp.Imaging.Drawing;

/// <summary>
/// A font of lines for the characters of ASCII and Latin-1, so that labels need no font file and look the same everywhere.
/// Other characters are drawn as a box.
/// </summary>
/// <remarks>
/// A glyph is a list of strokes, a stroke a list of points, a point two digits, x and y. Capitals are 6 units high: y is 0 at
/// their top, 2 at the top of small letters, 6 on the baseline, 8 at the lowest descender. A stroke after ~ is a quadratic
/// B-spline over its points.
/// </remarks>
static class StrokeFont
{
    const float CapHeight = 6;

    const float Gap = 1.7f, SpaceWidth = 2;

    const string Unknown = "0040460600";

    // The character, a space, its strokes; two spaces between glyphs.
    const string Glyphs = """
        A 062046 1434  B 0006 ~00303303 ~03434606  C ~413000063645  D 0006 ~00404606
        E 40000646 0333  F 400006 0333  G ~413000064643 4323  H 0006 4046 0343
        I 0020 1016 0626  J 3034 ~34360604  K 0006 4004 1346  L 000636
        M 0600234046  N 06004640  O ~0040460600  P 0006 ~00404303
        Q ~0040460600 2446  R 0006 ~00404303 2346  S ~4130000343461605  T 0040 2026
        U 0004 ~04064644 4440  V 002640  W 0016213640  X 0046 4006  Y 002340 2326
        Z 00400646
        a ~0232360602 3236  b 0006 ~0232360602  c ~332202062635  d 3036 ~0232360602
        e 0434 ~343202062635  f ~201012 1216 0222  g ~0232360602 3236 ~36380807  h 0006 ~04023234 3436
        i 0206 00  j 1216 ~161808 10  k 0006 3205 1436  l 0004 ~040616
        m 0206 ~04022224 2426 ~24224244 4446  n 0206 ~04023234 3436  o ~0232360602  p 0208 ~0232360602
        q 3238 ~0232360602  r 0206 ~040222  s ~320204343606  t 1014 ~141626 0222
        u 0204 ~04063634 3236  v 022642  w 0216233642  x 0236 3206  y 0226 4218  z 02320636
        0 ~0030360600  1 011016  2 ~0100303206 0636  3 ~0100303313 ~1333360605  4 26200434
        5 300002 ~0232360605  6 ~300005 ~0333360603  7 003016  8 ~0030330300 ~0333360603
        9 ~0030330300 ~313606
        . 06  , 1607  : 03 06  ; 13 1607  - 0424  _ 0747  + 0444 2226
        = 0333 0535  / 0730  \ 0037  | 0008  ( ~10020517  ) ~00121507
        [ 10000717  ] 00101707  { ~20101303 ~03131727  } ~00101323 ~23131707  < 320436
        > 023406  ! 0004 06  ? ~010030331314 16  " 0002 1012  ' 0002  ` 0011
        # 1016 3036 0242 0444  $ ~4130000343461605 2026  % 4006 ~0020220200 ~2444462624
        & ~461210303203063643  * 2024 0143 4103  @ ~460600505444 ~1242441412  ^ 021022
        ~ ~05132533  ° ~0020220200  ß 0601 ~0100303313 ~1333360616
        Ø ~0040460600 0640  ø ~0232360602 0632  Æ 063060 3036 1434 3363 3666  æ ~0232360602 3236 3464 ~646232 ~36566665
        """;

    static readonly FrozenDictionary<char, string> Strokes = Glyphs.Split(["  ", "\r\n", "\n"], StringSplitOptions.None)
        .ToFrozenDictionary(glyph => glyph[0], glyph => glyph[2..]);

    // Latin-1 from À to ÿ: the letter and its mark; a mark of two units' width is centered over the letter.
    const string Letters = "AAAAAA\0CEEEEIIII\0NOOOOO\0\0UUUUY\0\0aaaaaa\0ceeeeiiii\0nooooo\0\0uuuuy\0y";
    const string MarkNames = "`'^~:o ,`'^:`'^: ~`'^~:  `'^:'  `'^~:o ,`'^:`'^: ~`'^~:  `'^:' :";

    static readonly FrozenDictionary<char, string> Marks = "` 0011  ' 2011  ^ 011021  ~ ~01001121  : 00 20  o ~0020220200  , ~16172808"
        .Split("  ").ToFrozenDictionary(mark => mark[0], mark => mark[2..]);

    /// <summary>The width of a text whose capitals are so high, in pixels.</summary>
    public static float Measure(string text, float capHeight) => Math.Max(0, text.Sum(Advance) - Gap) * capHeight / CapHeight;

    /// <summary>Draws a text from the left end of its baseline.</summary>
    public static void Draw(RgbImage image, string text, Vector2 baseline, RgbColor color, float capHeight)
    {
        var scale = capHeight / CapHeight;
        var pen = baseline - new Vector2(0, capHeight);
        foreach (var character in text)
        {
            Vector2[][] lines = [.. Glyph(character).Select(line => line.Select(point => pen + (point * scale)).ToArray())];
            if (lines.Length > 0)
                Drawing.Strokes.Draw(image, lines, color, StrokeWidth(capHeight));
            pen.X += Advance(character) * scale;
        }
    }

    public static float StrokeWidth(float capHeight) => Math.Max(1.1f, capHeight * 0.13f);

    static float Advance(char character) =>
        (char.IsWhiteSpace(character) ? SpaceWidth : Glyph(character).SelectMany(line => line).Max(point => point.X)) + Gap;

    static List<Vector2[]> Glyph(char character)
    {
        if (char.IsWhiteSpace(character))
            return [];
        if (Strokes.TryGetValue(character, out var strokes))
            return [.. Parse(strokes)];
        var letter = character is >= 'À' and <= 'ÿ' ? Letters[character - 'À'] : '\0';
        if (letter == '\0')
            return [.. Parse(Unknown)];
        List<Vector2[]> lines = [.. Parse(Strokes[letter])];
        var shift = new Vector2((lines.SelectMany(line => line).Max(point => point.X) / 2) - 1, 0);
        var mark = MarkNames[character - 'À'];
        if (char.IsUpper(letter) && mark != ',')
            shift.Y = -2.6f;
        // The mark takes the place of the dot.
        if (letter == 'i')
            lines.RemoveAt(1);
        lines.AddRange(Parse(Marks[mark]).Select(line => line.Select(point => point + shift).ToArray()));
        return lines;
    }

    static IEnumerable<Vector2[]> Parse(string glyph) => glyph.Split(' ').Select(stroke =>
        stroke[0] == '~' ? Spline(Points(stroke[1..])) : Points(stroke));

    static Vector2[] Points(string digits) => [.. digits.Chunk(2).Select(pair => new Vector2(pair[0] - '0', pair[1] - '0'))];

    /// <summary>Cuts the corners three times (Chaikin); the ends of an open line stay.</summary>
    static Vector2[] Spline(Vector2[] points)
    {
        var isClosed = points[0] == points[^1];
        for (var round = 0; round < 3; round++)
        {
            var cut = points.Zip(points.Skip(1)).SelectMany(
                pair => new[] { Vector2.Lerp(pair.First, pair.Second, 0.25f), Vector2.Lerp(pair.First, pair.Second, 0.75f) }).ToArray();
            points = isClosed ? [.. cut, cut[0]] : [points[0], .. cut[1..^1], points[^1]];
        }

        return points;
    }
}
