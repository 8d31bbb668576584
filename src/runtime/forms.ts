import type { Realm } from "./realm.js";

/**
 * A form as bytes, as HTML has it ("multipart/form-data encoding algorithm"). Node would draw the boundary by itself, so
 * that no form that a program gives to Node is ever left to be encoded there.
 */
export function encodeForm({ host, globals }: Realm, form: FormData): Blob {
  const random = host.random("boundaries of forms");
  const boundary = `----formdata-undici-0${Array.from({ length: 11 }, () => random.int(0, 9)).join("")}`;
  const parts = [...form].flatMap(([name, value]): (string | Blob)[] => {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(lines(name))}"`;
    if (typeof value === "string") return [`${head}\r\n\r\n${lines(value)}\r\n`];
    const type = value.type || "application/octet-stream";
    return [`${head}; filename="${quoted(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`, value, "\r\n"];
  });
  return new globals.Blob([...parts, `--${boundary}--\r\n`], { type: `multipart/form-data; boundary=${boundary}` });
}

function quoted(name: string): string {
  return name.replace(/\n/g, "%0A").replace(/\r/g, "%0D").replace(/"/g, "%22");
}

function lines(text: string): string {
  return text.replace(/\r\n|\r|\n/g, "\r\n");
}
