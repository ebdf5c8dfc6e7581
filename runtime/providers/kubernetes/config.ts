import type { CheckFailure } from "../../protocol/provider";
import { WITH_OFFICIAL_CLI } from "./unsupported";
import { removeSecrets, Unknown, type PropertyMap, type PropertyValue } from "../../protocol/values";

/** The arguments of a `kubernetes.Provider` (or the stack's `kubernetes:` configuration) with defaults. */
export interface ProviderConfig {
  /** Content or path; see {@link KubeconfigChoice}. */
  kubeconfig?: string;
  context?: string;
  cluster?: string;
  /** Identifies the cluster, independent of the kubeconfig. */
  clusterIdentifier?: string;
  /** The namespace for namespaced objects without one. Default: the kubeconfig context's, else `default`. */
  namespace?: string;
  /** Update ConfigMaps in place instead of replacing them. Default: false. */
  enableConfigMapMutable: boolean;
  /** Update Secrets in place instead of replacing them. Default: false. */
  enableSecretMutable: boolean;
  /** Take ownership of fields of other managers. Default: false. */
  enablePatchForce: boolean;
  /** On refresh and delete, drop objects of an unreachable cluster from the state. Default: false. */
  deleteUnreachable: boolean;
  /** On refresh, keep the state of objects of an unreachable cluster. Default: false. */
  skipUpdateUnreachable: boolean;
  /** Adopt existing objects instead of failing. Default: false. */
  upsertExistingObjects: boolean;
  /** Timeout of one request in milliseconds. */
  requestTimeout?: number;
  /** True when the configuration contains unknown values: there is no cluster yet. */
  unknown: boolean;
}

const BOOLEANS = {
  enableConfigMapMutable: "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
  enableSecretMutable: "PULUMI_K8S_ENABLE_SECRET_MUTABLE",
  enablePatchForce: "PULUMI_K8S_ENABLE_PATCH_FORCE",
  deleteUnreachable: "PULUMI_K8S_DELETE_UNREACHABLE",
  skipUpdateUnreachable: "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE",
  upsertExistingObjects: "PULUMI_K8S_UPSERT_EXISTING_OBJECTS",
  enableServerSideApply: "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY",
} as const;
const TEXTS = [
  "kubeconfig",
  "context",
  "cluster",
  "namespace",
  "clusterIdentifier",
  "renderYamlToDirectory",
] as const;
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
  const plain = removeSecrets(args) as PropertyMap;
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
  const plain = removeSecrets(args) as PropertyMap;
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
  const plain = removeSecrets(args) as PropertyMap;
  const flag = (key: keyof typeof BOOLEANS) =>
    parseBoolean(plain[key]) ?? environment[BOOLEANS[key]] === "true";
  const text = (key: string) => {
    const value = plain[key];
    if (typeof value === "string" && value !== "") return value;
    return typeof value === "object" && value !== null && !(value instanceof Unknown)
      ? JSON.stringify(value)
      : undefined;
  };
  const timeout = clientTimeout(plain.kubeClientSettings);
  return {
    kubeconfig: text("kubeconfig"),
    context: text("context"),
    cluster: text("cluster"),
    clusterIdentifier: text("clusterIdentifier"),
    namespace: text("namespace"),
    enableConfigMapMutable: flag("enableConfigMapMutable"),
    enableSecretMutable: flag("enableSecretMutable"),
    enablePatchForce: flag("enablePatchForce"),
    deleteUnreachable: flag("deleteUnreachable"),
    skipUpdateUnreachable: flag("skipUpdateUnreachable"),
    upsertExistingObjects: flag("upsertExistingObjects"),
    requestTimeout: timeout,
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
