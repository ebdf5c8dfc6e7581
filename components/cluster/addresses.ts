/**
 * Returns the address of the `kubernetes` Service: the first that a Service of an IPv4 range can have, after the
 * network address.
 * @throws when the text is not an IPv4 range
 */
export function firstServiceAddress(cidr: string): string {
  return addressAt(cidr, 1);
}

/**
 * Returns the conventional address of cluster DNS: the tenth of the range of Services.
 * @throws when the text is not an IPv4 range of more than ten addresses
 */
export function dnsServiceAddress(cidr: string): string {
  return addressAt(cidr, 10);
}

/**
 * Returns the address with this number in an IPv4 range; the network address is number 0.
 * @throws when the text is not an IPv4 range, or the number is outside it
 */
export function addressAt(cidr: string, index: number): string {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  const octets = match?.slice(1, 5).map(Number) ?? [];
  const prefix = Number(match?.[5]);
  if (!match || octets.some((octet) => octet > 255) || prefix > 30) {
    throw new Error(
      `found ${JSON.stringify(cidr)}; expected a range of IPv4 addresses such as 10.96.0.0/16.`,
    );
  }
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - prefix);
  if (index >= size - 1) {
    throw new Error(
      `found ${JSON.stringify(cidr)}; expected a range with address number ${index}. Set a larger range.`,
    );
  }
  const chosen = address - (address % size) + index;
  return [24, 16, 8, 0].map((shift) => Math.floor(chosen / 2 ** shift) % 256).join(".");
}
