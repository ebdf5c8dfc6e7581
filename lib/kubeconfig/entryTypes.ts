type Type = "string" | "boolean" | "list" | "map";

/** The types of the fields in client-go (`k8s.io/client-go/tools/clientcmd/api/v1`). Unknown fields are ignored. */
const types: Readonly<Record<"cluster" | "context" | "user", Readonly<Record<string, Type>>>> = {
  cluster: {
    server: "string",
    "tls-server-name": "string",
    "insecure-skip-tls-verify": "boolean",
    "certificate-authority": "string",
    "certificate-authority-data": "string",
    "proxy-url": "string",
    "disable-compression": "boolean",
  },
  context: { cluster: "string", user: "string", namespace: "string" },
  user: {
    "client-certificate": "string",
    "client-certificate-data": "string",
    "client-key": "string",
    "client-key-data": "string",
    token: "string",
    tokenFile: "string",
    as: "string",
    "as-uid": "string",
    "as-groups": "list",
    "as-user-extra": "map",
    username: "string",
    password: "string",
    "auth-provider": "map",
    exec: "map",
  },
};

/** Fields with base64. */
const BASE64 = ["certificate-authority-data", "client-certificate-data", "client-key-data"];

/**
 * The problem of an entry that kubectl rejects: a value of another type, or data that is not base64. The text
 * contains no value, because it can be a secret.
 */
export function entryTypeProblem(kind: keyof typeof types, entry: unknown): string | undefined {
  if (entry === undefined || entry === null) return undefined;
  if (typeOf(entry) !== "map") return `found ${described(entry)}; expected a map.`;
  for (const [field, value] of Object.entries(entry)) {
    if (!Object.hasOwn(types[kind], field) || value === null) continue;
    const expected = types[kind][field];
    if (typeOf(value) !== expected)
      return `${field}: found ${described(value)}; expected a ${expected}.${typeof value === "number" ? " Put it in quotes." : ""}`;
    if (BASE64.includes(field) && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value as string))
      return `${field}: found text that is not base64; expected base64 of PEM.`;
  }
  return undefined;
}

const typeOf = (value: unknown): string =>
  Array.isArray(value) ? "list" : typeof value === "object" ? "map" : typeof value;

const described = (value: unknown): string => `a ${typeOf(value) === "bigint" ? "number" : typeOf(value)}`;
