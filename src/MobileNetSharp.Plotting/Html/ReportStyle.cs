namespace MobileNetSharp.Plotting.Html;

/// <summary>How a report looks on screen and on paper.</summary>
static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light; --ink: #1c2733; --muted: #5b6875; --line: #dfe4ea; --accent: #0b3c6f; }
        * { box-sizing: border-box; }
        body { margin: 0; background: #f4f6f8; color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
        main { max-width: 1200px; margin: 0 auto; padding: 36px 40px 64px; background: #fff; min-height: 100vh; }
        header { border-bottom: 3px solid var(--accent); padding-bottom: 14px; margin-bottom: 26px; }
        h1 { margin: 0; font-size: 28px; line-height: 1.25; letter-spacing: -0.01em; overflow-wrap: anywhere; }
        .sub { margin: 4px 0 0; color: var(--muted); overflow-wrap: anywhere; }
        h2 { margin: 42px 0 12px; font-size: 19px; break-after: avoid; }
        p { max-width: 76ch; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; }
        .tiles div { border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 4px; padding: 10px 14px; }
        .tiles b { display: block; font-size: 21px; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .tiles span { color: var(--muted); font-size: 13px; }
        .plots { display: flex; flex-wrap: wrap; gap: 20px 24px; align-items: flex-start; }
        .plots figure { flex: 0 1 auto; margin: 0; max-width: 100%; overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; padding: 8px; }
        .plots svg { display: block; width: var(--width); max-width: max(100%, calc(0.78 * var(--width))); height: auto; }
        figure, tr, .tiles div { break-inside: avoid; }
        .plots + .table, .table + .plots, .wide + .plots { margin-top: 22px; }
        table { border-collapse: collapse; min-width: min(100%, 640px); font-variant-numeric: tabular-nums; }
        th { color: var(--muted); font-weight: 600; font-size: 13px; border-bottom: 2px solid var(--line); }
        th, td { padding: 5px 14px 5px 0; text-align: right; }
        th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere; }
        td { border-bottom: 1px solid var(--line); }
        th + th, td + td { white-space: nowrap; }
        tbody tr:hover { background: #f4f7fb; }
        nav { font-size: 14px; line-height: 1.9; max-width: 110ch; }
        nav a { color: var(--accent); white-space: nowrap; }
        .table, .wide { overflow-x: auto; }
        .wide th { vertical-align: bottom; }
        .wide th + th { white-space: normal; }
        .wide th:first-child, .wide td:first-child { white-space: nowrap; }
        .wide .group { text-align: center; border-bottom: 1px solid var(--line); }
        .wide .group, .wide .first { padding-left: 14px; border-left: 1px solid var(--line); }
        .good { color: #23704a; }
        .noted { font-weight: 600; }
        .open { font-weight: 700; color: #9a2846; }
        .quiet { color: var(--muted); }
        .quoted { font-style: italic; }
        .ours { color: var(--accent); }
        .wide + dl { margin-top: 14px; font-size: 14px; max-width: 120ch; }
        .note { color: var(--muted); font-size: 14px; margin: 8px 0 0; max-width: 110ch; }
        .images { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--width)), 1fr)); gap: 18px; }
        .images figure { margin: 0; }
        .images img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: #eef1f4; border-radius: 4px; }
        figcaption { font-size: 13px; line-height: 1.35; margin-top: 6px; overflow-wrap: anywhere; }
        figcaption b { display: block; font-weight: 600; }
        figcaption span { display: block; color: var(--muted); }
        pre { background: #f4f6f8; border: 1px solid var(--line); border-radius: 4px; padding: 14px 16px; font: 13px/1.45 ui-monospace, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 22px; margin: 0; }
        dt { color: var(--muted); }
        dd { margin: 0; overflow-wrap: anywhere; }
        @media (max-width: 640px) {
          main { padding: 20px 12px 40px; }
          h1 { font-size: 22px; }
          h2 { margin-top: 32px; }
          .tiles { grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); }
          .plots figure { border: 0; padding: 0; }
          table { min-width: 0; }
          nav a { white-space: normal; }
          dl { grid-template-columns: 1fr; }
          dd { margin-bottom: 8px; }
          .wide + dl { grid-template-columns: max-content 1fr; }
        }
        @media print {
          @page { margin: 14mm; }
          body { background: #fff; font-size: 12px; }
          main { max-width: none; padding: 0; }
          h2 { margin: 26px 0 8px; font-size: 15px; }
          nav { display: none; }
          .table, .wide, .plots figure { overflow: visible; }
          .wide table { font-size: 8.5px; min-width: 0; }
          .wide th { font-size: 8px; }
          .wide th, .wide td { padding: 3px 5px 3px 0; }
          .wide .group, .wide .first { padding-left: 5px; }
          .wide + dl, .note { font-size: 9px; }
        }

        """;
}
