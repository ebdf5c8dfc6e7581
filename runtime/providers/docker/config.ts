import { daemonConfig, type DaemonConfig } from "../../../lib/clients/docker/config";
import type { CheckFailure } from "../../protocol/provider";
import { removeSecrets, withoutUnknowns, type PropertyMap, type PropertyValue } from "../../protocol/values";
import { checkFields } from "./fields/checkFields";
import { flag, objects, required, text, texts, type Fields, type InputsOf } from "./fields/field";

export const providerFields = {
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
} satisfies Fields;

type ProviderArgs = InputsOf<typeof providerFields>;
export type RegistryAuth = NonNullable<ProviderArgs["registryAuth"]>[number];

/** The arguments of a `docker.Provider` (or the stack's `docker:` configuration), merged with the environment. */
export interface ProviderConfig extends DaemonConfig {
  registryAuth: RegistryAuth[];
}

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

/** Merges a provider's arguments with the environment. Arguments take precedence; unknown ones count as unset. */
export function parseProviderConfig(
  args: PropertyMap,
  environment: NodeJS.ProcessEnv = process.env,
): ProviderConfig {
  const given = withoutUnknowns(plainArguments(args)) as ProviderArgs;
  return {
    ...daemonConfig(given, environment),
    registryAuth: (given.registryAuth ?? []).map((entry) => ({
      username: environment.DOCKER_REGISTRY_USER,
      password: environment.DOCKER_REGISTRY_PASS,
      ...entry,
    })),
  };
}

/** The arguments without secret marks. SDKs send values that are not strings as JSON text. */
function plainArguments(args: PropertyMap): PropertyMap {
  const fields: Fields = providerFields;
  const plain: PropertyMap = {};
  for (const [key, value] of Object.entries(removeSecrets(args) as PropertyMap)) {
    if (OF_ALL_PROVIDERS.includes(key)) continue;
    const field = fields[key];
    const isJson = typeof value === "string" && field !== undefined && field.kind !== "text";
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
