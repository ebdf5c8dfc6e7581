import { createHash } from "node:crypto";

/**
 * A join token in its secure form, by which a node knows the cluster before it sends the password (docs.k3s.io, "k3s
 * token"). The hash is of a self-signed authority's PEM.
 */
export const secureToken = (user: "server" | "node", password: string, caCertificate: string): string =>
  `K10${createHash("sha256").update(caCertificate).digest("hex")}::${user}:${password}`;
