import type { CheckFailure, DiffResponse } from "../../protocol/provider";
import { WITH_OFFICIAL_CLI } from "./typeToken";
import { configDifference, plainOf } from "../../protocol/providerShell";
import { containsUnknowns, Unknown, type PropertyMap, type PropertyValue } from "../../protocol/values";
import { resolveConnection } from "../../../lib/clients/kubernetes/resolveConnection";

/** Arguments that are true or false, with the variable of the environment that sets them. Default: false. */
const BOOLEANS = {
  /** Update ConfigMaps in place instead of replacing them. */
  enableConfigMapMutable: "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
  /** Update Secrets in place instead of replacing them. */
  enableSecretMutable: "PULUMI_K8S_ENABLE_SECRET_MUTABLE",
  /** Take ownership of fields of other managers. */
  enablePatchForce: "PULUMI_K8S_ENABLE_PATCH_FORCE",
  /** On refresh and delete, drop objects of an unreachable cluster from the state. */
  deleteUnreachable: "PULUMI_K8S_DELETE_UNREACHABLE",
  /** On refresh, keep the state of objects of an unreachable cluster. */
  skipUpdateUnreachable: "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE",
  /** Adopt existing objects instead of failing. */
  upsertExistingObjects: "PULUMI_K8S_UPSERT_EXISTING_OBJECTS",
  enableServerSideApply: "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY",
} as const;
const TEXTS = [
  /** Content or path; see {@link KubeconfigChoice}. */
  "kubeconfig",
  "context",
  "cluster",
  /** The namespace for namespaced objects without one. Default: the kubeconfig context's, else `default`. */
  "namespace",
  /** Identifies the cluster, independent of the kubeconfig. */
  "clusterIdentifier",
  "renderYamlToDirectory",
] as const;

/** The arguments of a `kubernetes.Provider` (or the stack's `kubernetes:` configuration) with defaults. */
export interface ProviderConfig
  extends Record<keyof typeof BOOLEANS, boolean>, Partial<Record<(typeof TEXTS)[number], string>> {
  /** Timeout of one request in milliseconds. */
  requestTimeout?: number;
  /** True when the configuration contains unknown values: the cluster does not exist yet. */
  unknown: boolean;
}

/** Keys that are accepted but have no effect. */
const WITHOUT_EFFECT = [
  "alwaysRender",
  "suppressDeprecationWarnings",
  "suppressHelmHookWarnings",
  "helmReleaseSettings",
  "strictMode",
];
const KNOWN: readonly string[] = [
  ...Object.keys(BOOLEANS),
  ...TEXTS,
  ...WITHOUT_EFFECT,
  "kubeClientSettings",
];

/** All failures in a provider's arguments. */
export function checkProviderConfig(args: PropertyMap): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const plain = plainOf(args);
  for (const [key, value] of Object.entries(plain)) {
    if (key === "version" || key === "pluginDownloadURL" || key.startsWith("__") || value instanceof Unknown)
      continue;
    if (value === null || value === undefined) continue;
    const fail = (reason: string) => failures.push({ property: key, reason });
    if (!KNOWN.includes(key)) fail(`is unknown; expected one of ${KNOWN.join(", ")}`);
    else if (key in BOOLEANS && parseBoolean(value) === undefined) fail("must be true or false");
    else if (
      (TEXTS as readonly string[]).includes(key) &&
      typeof value !== "string" &&
      key !== "kubeconfig"
    ) {
      fail("must be a string");
    }
  }
  if (parseBoolean(plain.enableServerSideApply) === false) {
    failures.push({
      property: "enableServerSideApply",
      reason: `client-side apply is not supported by this provider: remove the setting, or ${WITH_OFFICIAL_CLI}`,
    });
  }
  if (typeof plain.renderYamlToDirectory === "string" && plain.renderYamlToDirectory !== "") {
    failures.push({
      property: "renderYamlToDirectory",
      reason: `is not supported by this provider: use \`make render\`, or ${WITH_OFFICIAL_CLI}`,
    });
  }
  return failures;
}

/**
 * The failures of strict mode, which the provider's argument or the stack's `kubernetes:strictMode` enables: only
 * providers with a kubeconfig and a context are allowed.
 * @param packageConfig the stack's configuration of this package
 */
export function checkStrictMode(
  args: PropertyMap,
  providerName: string,
  packageConfig: Readonly<Record<string, string>>,
): CheckFailure[] {
  const plain = plainOf(args);
  if (!(parseBoolean(plain.strictMode) ?? packageConfig.strictMode === "true")) return [];
  const failures: CheckFailure[] = [];
  if (/^default($|_)/.test(providerName)) {
    failures.push({ property: "", reason: "strict mode prohibits default provider" });
  }
  for (const property of ["kubeconfig", "context"]) {
    const value = plain[property];
    if (value !== undefined && value !== null && value !== "") continue;
    failures.push({ property, reason: `strict mode requires Provider "${property}" argument` });
  }
  return failures;
}

/** Merges a provider's arguments with the environment. Arguments take precedence. */
export function parseProviderConfig(
  args: PropertyMap,
  environment: NodeJS.ProcessEnv = process.env,
): ProviderConfig {
  const plain = plainOf(args);
  const flags = Object.entries(BOOLEANS).map(
    ([key, variable]) => [key, parseBoolean(plain[key]) ?? environment[variable] === "true"] as const,
  );
  const texts = TEXTS.map((key) => {
    const value = plain[key];
    if (typeof value === "string") return [key, value === "" ? undefined : value] as const;
    const isGiven = typeof value === "object" && value !== null && !(value instanceof Unknown);
    return [key, isGiven ? JSON.stringify(value) : undefined] as const;
  });
  return {
    ...(Object.fromEntries(flags) as Record<keyof typeof BOOLEANS, boolean>),
    ...Object.fromEntries(texts),
    requestTimeout: clientTimeout(plain.kubeClientSettings),
    unknown: ["kubeconfig", "context", "cluster"].some((key) => plain[key] instanceof Unknown),
  };
}

/** Most SDKs send provider arguments as JSON text, others as values. */
function parseBoolean(value: PropertyValue | undefined): boolean | undefined {
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  return undefined;
}

function clientTimeout(settings: PropertyValue | undefined): number | undefined {
  let value: unknown = settings;
  if (typeof value === "string") {
    try {
      value = JSON.parse(value);
    } catch {
      return undefined;
    }
  }
  const seconds = (value as { timeout?: unknown } | null | undefined)?.timeout;
  return typeof seconds === "number" && seconds > 0 ? seconds * 1000 : undefined;
}

/**
 * A changed provider configuration replaces the provider's resources only if it names another cluster. A cluster is
 * identified by `clusterIdentifier` if set, else by the server's address and certificate authority.
 */
export function diffProviderConfig(olds: PropertyMap, news: PropertyMap): DiffResponse {
  const difference = configDifference(olds, news);
  const identifying = difference.diffs.filter((key) => IDENTIFYING.includes(key));
  return { ...difference, replaces: meansAnotherCluster(olds, news, identifying) ? identifying : [] };
}

const IDENTIFYING = ["clusterIdentifier", "kubeconfig", "context", "cluster"];

/** @param identifying the changed keys that name a cluster */
function meansAnotherCluster(olds: PropertyMap, news: PropertyMap, identifying: string[]): boolean {
  if (identifying.length === 0) return false;
  if (typeof olds.clusterIdentifier === "string" || typeof news.clusterIdentifier === "string") {
    return identifying.includes("clusterIdentifier") && olds.clusterIdentifier !== undefined;
  }
  if (containsUnknowns(olds) || containsUnknowns(news)) return false;
  try {
    const before = resolveConnection(parseProviderConfig(olds));
    const after = resolveConnection(parseProviderConfig(news));
    return before.server !== after.server || before.certificateAuthority !== after.certificateAuthority;
  } catch {
    // One of them names no usable cluster; the operations report the error.
    return false;
  }
}
