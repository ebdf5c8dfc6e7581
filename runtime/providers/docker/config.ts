import { daemonConfig, type DaemonConfig } from "../../../lib/clients/docker/config";
import type { CheckFailure } from "../../protocol/provider";
import { removeSecrets, Unknown, type PropertyMap, type PropertyValue } from "../../protocol/values";
import { checkFields } from "./fields/checkFields";
import { flag, objects, required, text, texts, type Fields } from "./fields/field";

/** The arguments of a `docker.Provider` (or the stack's `docker:` configuration), merged with the environment. */
export interface ProviderConfig extends DaemonConfig {
  registryAuth: RegistryAuthConfig[];
  /** True when the configuration contains unknown values: there is no daemon yet. */
  unknown: boolean;
}

export interface RegistryAuthConfig {
  address: string;
  authDisabled?: boolean;
  configFile?: string;
  configFileContent?: string;
  password?: string;
  username?: string;
}

export const providerFields: Fields = {
  caMaterial: text,
  certMaterial: text,
  certPath: text,
  context: text,
  disableDockerDaemonCheck: flag,
  host: text,
  keyMaterial: text,
  registryAuth: objects({
    address: required(text),
    authDisabled: flag,
    configFile: text,
    configFileContent: text,
    password: text,
    username: text,
  }),
  sshOpts: texts,
};
/** Arguments of every provider, in any package. */
const OF_ALL_PROVIDERS = ["version", "pluginDownloadURL"];

/** All failures in a provider's arguments. */
export function checkProviderConfig(args: PropertyMap): CheckFailure[] {
  const plain = plainArguments(args);
  const failures = checkFields(plain, providerFields);
  const { certPath, certMaterial, keyMaterial, caMaterial, host } = plain;
  const isGiven = (value: PropertyValue | undefined) => value !== undefined && value !== null && value !== "";
  if (isGiven(certMaterial) !== isGiven(keyMaterial)) {
    failures.push({
      property: isGiven(certMaterial) ? "keyMaterial" : "certMaterial",
      reason: "is missing: a client certificate needs its key, and a key its certificate",
    });
  }
  if (isGiven(certPath) && [certMaterial, keyMaterial, caMaterial].some(isGiven)) {
    failures.push({
      property: "certPath",
      reason: "cannot be combined with caMaterial, certMaterial or keyMaterial",
    });
  }
  if (typeof host === "string" && host !== "" && !/^(unix|tcp|https?|ssh):\/\//.test(host)) {
    failures.push({
      property: "host",
      reason: `is ${JSON.stringify(host)}; expected unix://, tcp:// or ssh://`,
    });
  }
  return failures;
}

/** Merges a provider's arguments with the environment. Arguments take precedence. */
export function parseProviderConfig(
  args: PropertyMap,
  environment: NodeJS.ProcessEnv = process.env,
): ProviderConfig {
  const plain = plainArguments(args);
  const textOf = (key: string) => (typeof plain[key] === "string" ? plain[key] : undefined);
  return {
    ...daemonConfig(
      {
        host: textOf("host"),
        context: textOf("context"),
        sshOpts: Array.isArray(plain.sshOpts)
          ? plain.sshOpts.filter((entry) => typeof entry === "string")
          : undefined,
        certPath: textOf("certPath"),
        caMaterial: textOf("caMaterial"),
        certMaterial: textOf("certMaterial"),
        keyMaterial: textOf("keyMaterial"),
      },
      environment,
    ),
    registryAuth: registryAuthOf(plain.registryAuth, environment),
    unknown: Object.values(plain).some((value) => value instanceof Unknown),
  };
}

function registryAuthOf(
  given: PropertyValue | undefined,
  environment: NodeJS.ProcessEnv,
): RegistryAuthConfig[] {
  if (!Array.isArray(given)) return [];
  return given.map((entry) => ({
    username: environment.DOCKER_REGISTRY_USER,
    password: environment.DOCKER_REGISTRY_PASS,
    ...(entry as unknown as RegistryAuthConfig),
  }));
}

/** The arguments without secret marks. SDKs send values that are not strings as JSON text. */
function plainArguments(args: PropertyMap): PropertyMap {
  const plain: PropertyMap = {};
  for (const [key, value] of Object.entries(removeSecrets(args) as PropertyMap)) {
    if (OF_ALL_PROVIDERS.includes(key)) continue;
    const isJson = typeof value === "string" && providerFields[key] && providerFields[key].kind !== "text";
    plain[key] = isJson ? parsed(value) : value;
  }
  return plain;
}

function parsed(json: string): PropertyValue {
  try {
    return JSON.parse(json) as PropertyValue;
  } catch {
    return json; // the check reports the error
  }
}
