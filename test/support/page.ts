import { parseXml } from "./xml.js";

/** What keeps a page from opening on its own and being read, a line each. Our pages are HTML that is also XML, nearly. */
export function flawsOfPage(html: string): string[] {
  const closed = html
    .replace(/^<!doctype html>\n/, "")
    .replace(/<meta[^>]*>/g, "")
    .replace(/<style>[^<]*<\/style>/g, "");
  const flaws = [
    ...(html.startsWith("<!doctype html>\n") ? [] : ["it has no doctype"]),
    ...(html.includes(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`) ? [] : ["no policy"]),
    ...(html.match(/<(?:script|iframe|link|object|embed|form|base)\b|\s(?:src|href|on\w+)="/g) ?? []),
    ...(html.match(/url\((?!#)|@import/g) ?? []),
    ...(/\p{Bidi_Control}/u.test(html) ? ["it turns the direction of text"] : []),
  ];
  try {
    parseXml(closed);
  } catch (error) {
    flaws.push((error as Error).message);
  }
  return flaws;
}
