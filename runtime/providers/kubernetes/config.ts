import type { CheckFailure } from "../../protocol/provider";
import { removeSecrets, Unknown, type PropertyMap, type PropertyValue } from "../../protocol/values";

/** What a `kubernetes.Provider` (or the stack's `kubernetes:` configuration) may say, after defaults. */
export interface ProviderConfig {
  /** Content or path; see {@link KubeconfigChoice}. */
  kubeconfig?: string;
  context?: string;
  cluster?: string;
  /** What tells this cluster from others, whatever the kubeconfig says. */
  clusterIdentifier?: string;
  /** For namespaced objects that name none; the kubeconfig context's, else `default`. */
  namespace?: string;
  /** Change ConfigMaps in place instead of replacing them. Default false. */
  enableConfigMapMutable: boolean;
  /** Change Secrets in place instead of replacing them. Default false. */
  enableSecretMutable: boolean;
  /** Take fields that other managers own. Default false. */
  enablePatchForce: boolean;
  /** Forget objects of a cluster that cannot be reached, on refresh and delete. Default false. */
  deleteUnreachable: boolean;
  /** Keep the state of objects of a cluster that cannot be reached, on refresh. Default false. */
  skipUpdateUnreachable: boolean;
  /** Make objects that exist already one's own instead of failing. Default false. */
  upsertExistingObjects: boolean;
  /** Milliseconds that one request may take. */
  requestTimeout?: number;
  /** True when the configuration holds values that only an update will know: there is no cluster to ask yet. */
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
/** Keys that are taken and say nothing to this provider. */
const WITHOUT_EFFECT = [
  "alwaysRender",
  "suppressDeprecationWarnings",
  "suppressHelmHookWarnings",
  "helmReleaseSettings",
];
const KNOWN: readonly string[] = [
  ...Object.keys(BOOLEANS),
  ...TEXTS,
  ...WITHOUT_EFFECT,
  "kubeClientSettings",
];

/** All that is wrong with a provider's arguments. */
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
      reason:
        "client-side apply is not supported by this provider: remove the setting, or use the official plugin",
    });
  }
  if (typeof plain.renderYamlToDirectory === "string" && plain.renderYamlToDirectory !== "") {
    failures.push({
      property: "renderYamlToDirectory",
      reason: "is not supported by this provider: use `make render` or the official plugin",
    });
  }
  return failures;
}

/** The configuration that a provider's arguments and the environment come down to; arguments come first. */
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

/** Provider arguments arrive as JSON text from most SDKs, as values from others. */
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
