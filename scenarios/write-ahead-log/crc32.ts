/** Four bits at a time: a table of all bytes would take longer to make than a short log takes to read. */
const table = Array.from({ length: 16 }, (_, nibble) => {
  let value = nibble;
  for (let bit = 0; bit < 4; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** The checksum of zip files, over these bytes. */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value = (table[(value ^ byte) & 15] as number) ^ (value >>> 4);
    value = (table[(value ^ (byte >>> 4)) & 15] as number) ^ (value >>> 4);
  }
  return (value ^ 0xffffffff) >>> 0;
}
