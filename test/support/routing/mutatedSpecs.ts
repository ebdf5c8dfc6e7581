import * as fc from "fast-check";
import { isMapping } from "../../../lib/mapping";

/* Specs with one or two changes, for comparisons of validators: a valid spec finds more than one of random parts. */

type Path = readonly (string | number)[];

/** Values that validators treat in special ways. */
const values: readonly unknown[] = [
  ...[
    "",
    "*",
    "*.",
    "*.com",
    "*-a.com",
    "*a",
    "a..b",
    "a.b.",
    ".",
    "a_b",
    "A",
    "Reviews.shop",
    "-a",
    "a-",
    "a.1",
    "1",
    "1.a",
  ],
  ...[
    "10.0.0.1",
    "fd00::1",
    "::ffff:10.0.0.1",
    "fe80::1%eth0",
    "010.0.0.1",
    "10.0.0.0/8",
    "10.0.0.1/33",
    "10.0.0.0/08",
    "fd00::/129",
  ],
  ...[
    "1s",
    "0s",
    "0",
    "1ms",
    "1.5ms",
    "100us",
    "1m30s",
    "-1s",
    "1",
    "1h ",
    "1d",
    ".5s",
    "9000000000s",
    "1S",
    "+1s",
    "1e3s",
  ],
  ...["mesh", "a/b", "a/b/c", "a/", "/a", "./a.b", "*/a.b", "~/a.b", "~", "x/*", "a.b/c.d", "x/10.0.0.1"],
  ...[
    "x-a",
    "X-A",
    "x a",
    ":path",
    ":status",
    ":method",
    ":authority",
    "host",
    "Host",
    "@request.auth.claims.a",
    "x:y",
    "é",
  ],
  ...["%", "%%", "%A%", "%A(b)%", '%A(["b"])%', "%A", "a%b%c", "% %", "a\nb", "a\tb", "%A(b%", "%A([b])%"],
  ...[
    "(",
    "[a",
    "a{2,1}",
    "a{1001}",
    "(?=a)",
    "(?<n>a)",
    "(?P<n>a)",
    "\\1",
    "\\d+",
    "\\pN",
    "\\p{Greek}",
    "(?i)a",
    "a**",
    "x*+",
    "[[:alpha:]]",
    "\\Q.\\E",
  ],
  ...[
    "[z-a]",
    "\\",
    "\\z",
    "\\Z",
    "(?:a",
    "a)",
    "]",
    "{",
    "a|*",
    "*a",
    "[]a]",
    "[^]",
    "\\u0041",
    "\\x{41}",
    "\\xg",
    "(?#a)",
    "(?>a)",
    "\\k<n>",
    "(?i:a)",
    "a++",
  ],
  ...["HTTP", "http", "HTTPS", "TLS", "TCP", "UDP", "GRPC-Web", "HTTP_PROXY", "MONGO", "SCTP"],
  ...[
    "SIMPLE",
    "MUTUAL",
    "ISTIO_MUTUAL",
    "OPTIONAL_MUTUAL",
    "PASSTHROUGH",
    "AUTO_PASSTHROUGH",
    "DISABLE",
    "simple",
    "V1",
    "TLSV1_0",
  ],
  ...[
    "GET",
    "get",
    "PURGE",
    "5xx",
    "503",
    "099",
    "299",
    "418",
    "425",
    "599",
    "600",
    "gateway-error,503",
    "5xx,",
    "5xx, 503",
    "OK",
    "ok",
    "UNAVAILABLE",
  ],
  ...[
    "region",
    "region/zone",
    "region/zone/*",
    "*",
    "region/*",
    "region//b",
    "a/b/c/d",
    "reg*",
    "topology.kubernetes.io/region",
  ],
  ...["LEAST_CONN", "RANDOM", "UNSPECIFIED", "UPGRADE", "FORWARD", "FROM_REQUEST_PORT", "CONNECT", "POST"],
  ...[
    "app",
    "example.com/app",
    "Example.com/app",
    "a/b/c",
    "a b",
    "a".repeat(63),
    "a".repeat(64),
    `${"a.".repeat(126)}b`,
    `${"a.".repeat(127)}bc`,
    "configmap://a",
  ],
  ...["\u0000", "a\u007f", "💥", "AAEC", "A", "unix:///a", "unix://@a", "/a", "https://a.b"],
  ...[
    0, 1, 2, 3, 4, 7, 9, 25, 49, 80, 99, 100, 101, 199, 200, 204, 299, 300, 301, 302, 304, 308, 399, 400, 418,
    503, 599, 600, 601, 65535, 65536, 5000011,
  ],
  ...[
    -1, -0.5, 0.00001, 0.0001, 0.5, 1.5, 100.1, 2147483647, 2147483648, 4294967295, 4294967296,
    9007199254740991, 1e21,
  ],
  ...[
    true,
    false,
    null,
    [],
    {},
    [null],
    [{}],
    [""],
    [[]],
    ["a"],
    { a: "b" },
    { exact: "a" },
    { prefix: "" },
    { regex: "a" },
    { number: 1 },
    { value: 5 },
    { mode: "SIMPLE" },
  ],
];

/** Names of Istio's protocol that the complete specs do not use, and names of other kinds. */
const names: readonly string[] = [
  ...[
    "allowOrigin",
    "mirrorPercent",
    "percent",
    "exponentialDelay",
    "http2Error",
    "sourceSubnet",
    "minimumRingSize",
  ],
  ...[
    "warmupDurationSecs",
    "consecutiveErrors",
    "zoneAwareLbSetting",
    "defaultEndpoint",
    "targetPort",
    "insecureSkipVerify",
  ],
  ...[
    "directResponse",
    "delegate",
    "redirect",
    "derivePort",
    "websocketUpgrade",
    "appendHeaders",
    "proxyProtocol",
    "failover",
  ],
  ...[
    "distribute",
    "consistentHash",
    "httpQueryParameterName",
    "useSourceIp",
    "ringHash",
    "maglev",
    "httpStatus",
    "grpcStatus",
  ],
];

/** The paths of all values in a spec. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries = Array.isArray(value) ? value.map((item, i) => [i, item] as const) : Object.entries(value);
  return [path, ...entries.flatMap(([key, child]) => pathsOf(child, [...path, key]))];
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((found, key) => (found as Record<string | number, unknown>)[key], value);

/** Replaces the value at a path; undefined deletes it. */
function replaced(value: unknown, path: Path, to: unknown): unknown {
  const copy = structuredClone(value);
  const parent = at(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  const key = path.at(-1)!;
  if (to !== undefined) parent[key] = to;
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return copy;
}

function renamed(value: unknown, path: Path, name: string): unknown {
  const key = path.at(-1)!;
  const parent = at(value, path.slice(0, -1)) as Record<string, unknown>;
  const entries = Object.entries(parent).map(([own, child]) => [own === key ? name : own, child] as const);
  const changed = Object.fromEntries(entries);
  return path.length === 1 ? changed : replaced(value, path.slice(0, -1), changed);
}

const pick = <T>(list: readonly T[], number: number): T => list[number % list.length]!;

/** One change of a text, chosen by two numbers. */
function edited(text: string, how: number, where: number): string {
  const place = where % (text.length + 1);
  const edits = [
    `${text.slice(0, place)}${text.slice(place + 1)}`,
    text.toUpperCase(),
    `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`,
    `*${text}`,
    `*.${text}`,
    ...[".", "-", "*", "/", " ", "a", "1", "_", ":", ",", "%", "("].map(
      (char) => `${text.slice(0, place)}${char}${text.slice(place)}`,
    ),
  ];
  return pick(edits, how);
}

/** @param numbers decide on place, kind and value of the change */
function changed(
  spec: unknown,
  siblings: ReadonlyMap<string, unknown[]>,
  numbers: readonly number[],
): unknown {
  const [where, how, which, more] = numbers as [number, number, number, number];
  const paths = pathsOf(spec).filter((path) => path.length > 0);
  if (paths.length === 0) return spec;
  const path = pick(paths, where);
  const found = at(spec, path);
  const key = path.at(-1)!;
  const sameType = values.filter((value) => typeof value === typeof found && !Array.isArray(value));
  switch (how % 10) {
    case 0:
    case 1:
      return replaced(spec, path, undefined);
    case 2:
      return replaced(spec, path, pick(sameType.length > 0 ? sameType : values, which));
    case 3:
      return replaced(spec, path, pick(values, which));
    case 4:
      return typeof key === "string"
        ? renamed(spec, path, which % 2 === 0 ? edited(key, more, which) : pick([...siblings.keys()], more))
        : replaced(spec, path.slice(0, -1), [...(at(spec, path.slice(0, -1)) as unknown[]), found]);
    case 5: {
      const name = pick([...siblings.keys()], which);
      return isMapping(found)
        ? replaced(spec, [...path, name], pick(siblings.get(name)!, more))
        : replaced(spec, path, edited(JSON.stringify(found), more, which));
    }
    case 6:
    case 7:
      return typeof found === "string"
        ? replaced(spec, path, edited(found, more, which))
        : replaced(spec, path, pick(sameType.length > 0 ? sameType : values, which));
    case 8:
      return replaced(spec, path, pick(siblings.get(String(key)) ?? values, more));
    default:
      return isMapping(found)
        ? replaced(spec, [...path, pick(names, which)], pick(values, more))
        : replaced(spec, path, pick(sameType.length > 0 ? sameType : values, more));
  }
}

/** The values of each field name in these specs. */
function siblingsIn(specs: readonly unknown[]): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>(names.map((name) => [name, [...values]]));
  for (const spec of specs)
    for (const path of pathsOf(spec)) {
      const key = path.at(-1);
      if (typeof key === "string") found.set(key, [...(found.get(key) ?? []), at(spec, path)]);
    }
  return found;
}

/** Specs with one or two changes of a value, a name or the structure. */
export function mutatedSpecs(originals: readonly unknown[]): fc.Arbitrary<unknown> {
  const specs = originals.map((spec) => structuredClone(spec));
  const siblings = siblingsIn(specs);
  const change = fc.tuple(fc.nat(1e6), fc.nat(1e6), fc.nat(1e6), fc.nat(1e6));
  const changes = fc.oneof(
    { weight: 5, arbitrary: fc.tuple(change) },
    { weight: 1, arbitrary: fc.tuple(change, change) },
  );
  return fc
    .tuple(fc.nat(specs.length - 1), changes)
    .map(([index, list]) =>
      list.reduce<unknown>((spec, numbers) => changed(spec, siblings, numbers), specs[index]),
    );
}

/** The value at a path as problems have it, such as `http[0].match[1]."x-a"`. */
export function valueAt(spec: unknown, path: string): unknown {
  const keys = [...path.matchAll(/\[(\d+)\]|"((?:[^"\\]|\\.)*)"|([\w-]+)/g)].map(
    ([, index, quoted, plain]) =>
      index ?? (quoted === undefined ? plain! : (JSON.parse(`"${quoted}"`) as string)),
  );
  return keys.reduce<unknown>(
    (found, key) => (found as Record<string, unknown> | null | undefined)?.[key],
    spec,
  );
}
