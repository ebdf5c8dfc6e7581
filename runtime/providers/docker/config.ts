import { daemonConfig, type DaemonConfig } from "../../../lib/clients/docker/config";
import type { CheckFailure } from "../../protocol/provider";
import { plainOf } from "../../protocol/providerShell";
import {
  removeOutputValues,
  Secret,
  shownValue,
  withoutUnknowns,
  type PropertyMap,
  type PropertyValue,
} from "../../protocol/values";
import { checkFields } from "./fields/checkFields";
import { flag, objects, required, sensitive, text, texts, type Fields, type InputsOf } from "./fields/field";

export const providerFields = {
  caMaterial: sensitive(text),
  certMaterial: sensitive(text),
  certPath: text,
  context: text,
  disableDockerDaemonCheck: flag,
  host: text,
  keyMaterial: sensitive(text),
  registryAuth: sensitive(
    objects({
      address: required(text),
      authDisabled: flag,
      configFile: text,
      configFileContent: text,
      password: text,
      username: text,
    }),
  ),
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
  const given = parsedArguments(args);
  const failures = checkFields(given, providerFields);
  const { certPath, certMaterial, keyMaterial, caMaterial, host } = plainOf(given);
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
      reason: `is ${shownValue(given.host!)}; expected unix://, tcp:// or ssh://`,
    });
  }
  return failures;
}

/** Merges a provider's arguments with the environment. Arguments take precedence; unknown ones count as unset. */
export function parseProviderConfig(
  args: PropertyMap,
  environment: NodeJS.ProcessEnv = process.env,
): ProviderConfig {
  const given = withoutUnknowns(plainOf(parsedArguments(args))) as ProviderArgs;
  // The check reports a value that is not a list.
  const registryAuth = Array.isArray(given.registryAuth) ? given.registryAuth : [];
  return {
    ...daemonConfig(given, environment),
    registryAuth: registryAuth.map((entry) => ({
      username: environment.DOCKER_REGISTRY_USER,
      password: environment.DOCKER_REGISTRY_PASS,
      ...entry,
    })),
  };
}

/** The arguments with secret marks. SDKs send values that are not strings as JSON text. */
function parsedArguments(args: PropertyMap): PropertyMap {
  const fields: Fields = providerFields;
  const result: PropertyMap = {};
  for (const [key, value] of Object.entries(removeOutputValues(args) as PropertyMap)) {
    if (OF_ALL_PROVIDERS.includes(key)) continue;
    const isText = fields[key] === undefined || fields[key].kind === "text";
    result[key] = isText ? value : parsed(value);
  }
  return result;
}

function parsed(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return new Secret(parsed(value.value));
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as PropertyValue;
  } catch {
    return value; // the check reports the error
  }
}
