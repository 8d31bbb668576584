/** An element of an XML text: all that there is to ask about one in tests. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** What stands in it, and not in one of its children. */
  readonly text: string;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const illegal = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Reads the XML that we write, which is less than there is; throws what is wrong with it. */
export function parseXml(xml: string): Element {
  const bad = illegal.exec(xml);
  if (bad !== null) throw new Error(`${JSON.stringify(bad[0])} is no character of XML`);
  type Open = { name: string; attributes: Record<string, string>; children: Element[]; text: string };
  const root: Open = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  for (const [token] of body.matchAll(/<[^>]*>?|[^<]+/g)) {
    const current = open.at(-1)!;
    if (!token.startsWith("<")) current.text += decode(token);
    else if (token.startsWith("</")) {
      if (token !== `</${current.name}>` || open.length === 1) throw new Error(`${token} closes nothing`);
      open.pop();
    } else {
      const tag = /^<([a-zA-Z]+[\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>$/.exec(token);
      if (tag === null) throw new Error(`${token} is no tag`);
      const [, name, rest, single] = tag;
      const element: Open = { name, attributes: {}, children: [], text: "" };
      for (const [, key, value] of rest.matchAll(/([\w:-]+)="([^"]*)"/g)) {
        if (key in element.attributes) throw new Error(`${token} has two of ${key}`);
        element.attributes[key] = decode(value);
      }
      current.children.push(element);
      if (single === "") open.push(element);
    }
  }
  if (open.length > 1) throw new Error(`${open.at(-1)!.name} is not closed`);
  if (root.children.length !== 1 || root.text.trim() !== "") throw new Error("there is not one element");
  return root.children[0];
}

/** What is wrong with a text as XML; null if nothing is. */
export function flawOf(xml: string): string | null {
  try {
    parseXml(xml);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function decode(text: string): string {
  return text.replace(/&(#?\w*)(;?)|>/g, (entity, name, end) => {
    if (end !== ";" || !(name in entities)) throw new Error(`${entity} stands in it`);
    return entities[name];
  });
}
