import { escapeMarkup } from "./escape-markup.js";

/** It follows the reader's choice of light or dark. */
const common = `
  :root {
    color-scheme: light dark;
    --bad: light-dark(#c62828, #ff7b72); --good: light-dark(#1a7f37, #4ac26b); --doubtful: light-dark(#8a5d00, #e3b341);
    --faint: color-mix(in srgb, CanvasText 65%, Canvas); --line: color-mix(in srgb, CanvasText 25%, Canvas);
  }
  body { font: 14px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; margin: 2em;
    overflow-wrap: anywhere }
  h1 { font-size: 1.6em; line-height: 1.3 } h2 { font-size: 1.2em; margin: 2em 0 .6em }
`;

/**
 * A page that opens from a disk and needs nothing else: it has no scripts, and could fetch nothing. The title is text, style
 * and body are markup.
 */
export function htmlPage(title: string, style: string, body: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width">
<title>${escapeMarkup(title)}</title>
<style>${common}${style}</style>
</head>
<body>
${body.join("\n")}
</body>
</html>
`;
}
