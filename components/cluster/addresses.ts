/**
 * The first address that a Service of an IPv4 range can have, which the `kubernetes` Service gets: the one after the
 * network's own.
 * @throws when the text is no IPv4 range
 */
export function firstServiceAddress(cidr: string): string {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  const octets = match?.slice(1, 5).map(Number) ?? [];
  const prefix = Number(match?.[5]);
  if (!match || octets.some((octet) => octet > 255) || prefix > 30) {
    throw new Error(`${JSON.stringify(cidr)} is not a range of IPv4 addresses such as 10.96.0.0/16`);
  }
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - prefix);
  const first = address - (address % size) + 1;
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".");
}
