/** Lays rows out in columns, each as wide as its widest cell. */
export function table(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const all = [header, ...rows.map((row) => row.map(String))];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const lineOf = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column])).join("  ");
  return all.map((row) => lineOf(row).trimEnd()).join("\n");
}
