/** True when a version (`go1.24.3`, `1.25rc1`) is older than another; false when either cannot be read. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(than)];
  if (a === undefined || b === undefined) return false;
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i]! < b[i]!;
  return false;
}

function numbersOf(version: string): number[] | undefined {
  const match = /^(?:go)?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  return match ? [match[1], match[2], match[3] ?? "0"].map(Number) : undefined;
}
