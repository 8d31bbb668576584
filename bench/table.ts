/** Prints rows of figures under a title, columns aligned to the right. */
export function printTable(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((cell, at) => Math.max(cell.length, ...rows.map((row) => row[at].length)));
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join("   ");
  console.log(`\n${title}\n`);
  for (const row of [header, widths.map((width) => "-".repeat(width)), ...rows]) console.log(`  ${line(row)}`);
}

/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Operations per second, in millions, from nanoseconds per operation. */
export function millions(ns: number): string {
  return (1_000 / ns).toFixed(2);
}
