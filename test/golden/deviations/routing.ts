import type { Problem } from "../../../components/routing/problems";

/** A difference between this project's validation of routing specs and `istioctl validate`. */
export interface RoutingDeviation {
  /** Identifies the deviation in the table and in tests. */
  id: string;
  /** Affected values. */
  appliesTo: string;
  what: string;
  why: string;
  /**
   * True if the deviation explains a problem that this project reports in a spec that istioctl accepts.
   * @param found the value at the path of the problem
   */
  explains(problem: Problem, found: unknown): boolean;
}

const isText = (found: unknown): found is string => typeof found === "string";
const expects = (problem: Problem, expected: string): boolean =>
  problem.message.includes(`expected ${expected}`);
const field = ({ path }: Problem): string =>
  path
    .replace(/(\[\d+\])+$/, "")
    .split(".")
    .at(-1)!;

/** All deviations; the tests find no other difference. */
export const routingDeviations: readonly RoutingDeviation[] = [
  {
    id: "upper-case-names",
    appliesTo: "hosts and the names of namespaces and gateways in upper case",
    what: "they are rejected",
    why: "Names of Kubernetes are in lower case, and Istio compares hosts letter by letter: such a rule would never apply.",
    explains: (problem, found) =>
      isText(found) &&
      found !== found.toLowerCase() &&
      [
        "hosts",
        "host",
        "sniHosts",
        "exportTo",
        "gateways",
        "sourceNamespace",
        "namespace",
        "targetHost",
      ].includes(field(problem)),
  },
  {
    id: "names-of-kubernetes",
    appliesTo:
      "namespaces in matches of a connection, names of delegates, names of labels in selectors, and values of labels",
    what: "they are rejected if no object can have them",
    why: "istioctl does not check them, and such a rule would never apply.",
    explains: (problem, found) =>
      isText(found) &&
      (/^(tcp|tls)\[\d+\]\.match\[\d+\]\.sourceNamespace$|\.delegate\.(name|namespace)$/.test(problem.path) ||
        expects(problem, "a label name") ||
        expects(problem, "a label value")),
  },
  {
    id: "later-gateways",
    appliesTo: "a gateway after the first one without a namespace in a list",
    what: "its name is checked",
    why: "istioctl ends its check of the list at this name.",
    explains: (problem) => /gateways\[[1-9]\d*\]$/.test(problem.path),
  },
  {
    id: "null-values",
    appliesTo: "a value `null`",
    what: "it is rejected",
    why: "istioctl reads it as a missing field; the API server rejects it by the schema of Istio's definitions.",
    explains: (_, found) => found === null,
  },
  {
    id: "other-forms",
    appliesTo: "numbers as strings, numbers of enumerations and names in snake_case",
    what: "they are rejected",
    why: "istioctl reads every form of protobuf's JSON; the API server rejects them by the schema of Istio's definitions.",
    explains: ({ path, message }, found) =>
      (isText(found) &&
        /expected (an integer|a percentage|a number|a prime number|0, or)/.test(message) &&
        /^\s*-?[\d.]+(e\d+)?\s*$/.test(found)) ||
      (typeof found === "number" && message.includes("expected one of")) ||
      (message.startsWith("found an unknown field") && /_[a-z]+$/.test(path)),
  },
  {
    id: "empty-texts",
    appliesTo: "an empty text, also as a key, or the number 0, where a value is required",
    what: "it is rejected",
    why: "Istio ignores the field, so that a lost value would go unnoticed.",
    // A key is not the value at its path.
    explains: ({ path }, found) => found === "" || found === 0 || path.endsWith('.""'),
  },
  {
    id: "missing-values",
    appliesTo:
      "an object without the field that decides, such as a match without a condition or TLS settings without a mode",
    what: "it is rejected",
    why: "Istio takes the field for 0, for DISABLE or for no condition, which a spec states if it is meant.",
    explains: ({ message }) =>
      message.startsWith("found nothing; expected a value.") ||
      (/^found 0 of /.test(message) && /expected (exactly one|one or more) of them/.test(message)),
  },
  {
    id: "alternatives",
    appliesTo: "two fields of which an object can have one, such as `ringHash` and `maglev`",
    what: "they are rejected",
    why: "istioctl keeps one of them; the API server rejects them by the schema of Istio's definitions.",
    explains: ({ message }) => /^found [2-9] of .* expected (exactly|at most) one of them/.test(message),
  },
  {
    id: "header-names",
    appliesTo: "names of headers with characters that no header has",
    what: "they are rejected",
    why: "No request has such a header; istioctl checks names only in some places, and accepts a comma.",
    explains: ({ message }) => {
      // A name that is a key is not the value at its path.
      const name = /^found (".*"); expected (an HTTP header name|a header name, one of)/s.exec(message)?.[1];
      return name !== undefined && !/^"[\w-]+"$/.test(name);
    },
  },
  {
    id: "unimplemented",
    appliesTo:
      "`defaultEndpoint`, `sourceSubnet`, and redirects with a status other than 301, 302, 303, 307 and 308",
    what: "they are rejected",
    why: "istiod does not implement them and ignores the field or the redirect.",
    explains: ({ path, message }) =>
      (message.startsWith("found an unknown field") && /\.(defaultEndpoint|sourceSubnet)$/.test(path)) ||
      path.endsWith(".redirectCode"),
  },
  {
    id: "values-of-envoy",
    appliesTo:
      "HTTP status 600, negative lifetimes of cookies, percentages outside 0 to 100, durations below 1ms, ports of `portLevelSettings` above 65535, and statuses that no response has",
    what: "they are rejected",
    why: "istioctl does not check them in every place, and Envoy rejects or never uses them.",
    explains: ({ path, message }, found) =>
      /\.(httpStatus|status|ttl|warmupDurationSecs|budgetInterval|percent|minimumPercent|outlierDetectionHttpErrorCodes\[\d+\]|portLevelSettings\[\d+\]\.port\.number)$/.test(
        path,
      ) &&
      (typeof found === "number" || isText(found)) &&
      /expected (an integer|a percentage|a duration)/.test(message),
  },
  {
    id: "own-namespace",
    appliesTo: "a DestinationRule with a `workloadSelector` and its own namespace in `exportTo`",
    what: "it is rejected; `.` is accepted",
    why: "A spec is checked before its namespace is known.",
    explains: (problem) => problem.path === "exportTo" && expects(problem, "only . beside workloadSelector"),
  },
];
