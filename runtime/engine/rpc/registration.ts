import { parseDurationSeconds } from "../../../lib/duration";
import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import * as resourcepb from "@pulumi/pulumi/proto/resource_pb";
import {
  mapValue,
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  removeOutputValues,
} from "../../protocol/values";
import { type Fields, readMessage, unlessEmpty, writeMessage } from "../../protocol/message";
import { fromStruct } from "../../protocol/wire";
import type { AliasSpec, Goal } from "../deploy/goal";
import { NotSupportedError } from "../deploy/messages";
import { pluginInputs } from "../deploy/defaultProviders";
import { isProviderType } from "../model/providerReference";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";

const TIMEOUTS = ["create", "update", "delete", "read"] as const;

/** The content of a `RegisterResource` call, which transforms change: a goal that is not checked yet. */
export interface Registration extends Omit<Goal, "customTimeouts"> {
  /** Durations as the program writes them; empty when unset. */
  customTimeouts: Record<(typeof TIMEOUTS)[number], string>;
  /** References of providers by package. */
  providers: Record<string, string>;
  version: string;
  downloadUrl: string;
  importId: string;
}

/**
 * Reads a request.
 * @throws NotSupportedError for an unsupported feature
 */
export function readRegistration(request: resourcepb.RegisterResourceRequest): Registration {
  rejectUnsupported(request);
  const propertyDependencies: Record<string, URN[]> = {};
  request.getPropertydependenciesMap().forEach((dependencies, key) => {
    propertyDependencies[key] = dependencies.getUrnsList();
  });
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: request.getParent() || undefined,
    properties: fromStruct(request.getObject()),
    dependencies: request.getDependenciesList(),
    propertyDependencies,
    provider: request.getProvider() || undefined,
    providers: Object.fromEntries(request.getProvidersMap().entries()),
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deleteBeforeReplace: request.getDeletebeforereplacedefined()
      ? request.getDeletebeforereplace()
      : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    hideDiff: request.getHidediffsList(),
    aliases: [
      ...request.getAliasurnsList().map((urn) => ({ urn })),
      ...request.getAliasesList().map(readAlias),
    ],
    customTimeouts: timeoutTexts(request.getCustomtimeouts()),
    deletedWith: request.getDeletedwith() || undefined,
    version: request.getVersion(),
    downloadUrl: request.getPlugindownloadurl(),
    importId: request.getImportid(),
  };
}

const { CustomTimeouts } = resourcepb.RegisterResourceRequest;
const timeoutFields: Fields<
  Registration["customTimeouts"],
  resourcepb.RegisterResourceRequest.CustomTimeouts
> = { create: "Create", update: "Update", delete: "Delete", read: "Read" };

export const timeoutTexts = (message = new CustomTimeouts()): Registration["customTimeouts"] =>
  readMessage(message, timeoutFields);

export const writeTimeoutTexts = (
  texts: Registration["customTimeouts"],
): resourcepb.RegisterResourceRequest.CustomTimeouts =>
  writeMessage(new CustomTimeouts(), texts, timeoutFields);

const aliasSpec: Fields<AliasSpec, Alias.Spec> = {
  name: unlessEmpty("Name"),
  type: unlessEmpty("Type"),
  stack: unlessEmpty("Stack"),
  project: unlessEmpty("Project"),
  parent: unlessEmpty("Parenturn"),
  noParent: unlessEmpty("Noparent"),
};

export const readAlias = (message: Alias): Goal["aliases"][number] =>
  message.hasUrn()
    ? { urn: message.getUrn() }
    : readMessage(message.getSpec() ?? new Alias.Spec(), aliasSpec);

export const writeAlias = (alias: Goal["aliases"][number]): Alias =>
  "urn" in alias
    ? new Alias().setUrn(alias.urn)
    : new Alias().setSpec(writeMessage(new Alias.Spec(), alias, aliasSpec));

function rejectUnsupported(request: resourcepb.RegisterResourceRequest): void {
  const what = `${request.getType()} ${JSON.stringify(request.getName())}`;
  const reject = (requested: boolean, feature: string) => {
    if (requested) throw new NotSupportedError(`${feature} (resource ${what})`);
  };
  reject(request.getRemote(), "remote components, which a provider constructs");
  reject(request.getPackageref() !== "", "parameterized packages");
  reject(request.getReplaceWithList().length > 0, "the option replaceWith");
  reject(request.hasReplacementTrigger(), "the option replacementTrigger");
  reject([...request.getEnvvarmappingsMap().keys()].length > 0, "the option envVarMappings");
  const hooks = request.getHooks()?.toObject() ?? {};
  reject(
    Object.values(hooks).some((list) => Array.isArray(list) && list.length > 0),
    "resource hooks",
  );
}

/**
 * The goal of a registration.
 * @throws when a timeout is not a duration, or the option import is set
 */
export function goalOf(registration: Registration, provider: string | undefined): Goal {
  const { type, name, properties, importId } = registration;
  if (importId !== "")
    throw new NotSupportedError(`the option import (resource ${type} ${JSON.stringify(name)})`);
  const plain = removeOutputValues(properties) as PropertyMap;
  return {
    ...registration,
    ...withOutputDependencies(registration),
    // The properties of a provider also contain the version and URL of its plugin.
    properties: isProviderType(type) ? { ...plain, ...pluginInputs(registration) } : plain,
    provider,
    customTimeouts: readTimeouts(registration),
  };
}

/** Adds the dependencies of output values to those of their properties and of the resource. */
function withOutputDependencies(registration: Registration): {
  dependencies: URN[];
  propertyDependencies: Record<string, URN[]>;
} {
  const dependencies = new Set(registration.dependencies);
  const propertyDependencies: Record<string, URN[]> = {};
  for (const [key, urns] of Object.entries(registration.propertyDependencies)) {
    propertyDependencies[key] = [...urns].sort();
  }
  for (const [key, value] of Object.entries(registration.properties)) {
    const found = outputDependencies(value);
    if (found.length === 0) continue;
    propertyDependencies[key] = [...new Set([...(propertyDependencies[key] ?? []), ...found])].sort();
    for (const urn of found) dependencies.add(urn);
  }
  return { dependencies: [...dependencies], propertyDependencies };
}

function outputDependencies(value: PropertyValue): URN[] {
  const found = new Set<URN>();
  mapValue(value, (special) => {
    if (special instanceof OutputValue) {
      for (const urn of special.dependencies) found.add(urn);
      if (special.value !== undefined) for (const urn of outputDependencies(special.value)) found.add(urn);
    }
    return special;
  });
  return [...found];
}

function readTimeouts({
  customTimeouts,
  type,
  name,
}: Registration): NonNullable<ResourceState["customTimeouts"]> | undefined {
  const result: NonNullable<ResourceState["customTimeouts"]> = {};
  for (const kind of TIMEOUTS) {
    const text = customTimeouts[kind];
    if (text === "") continue;
    const seconds = parseDurationSeconds(text);
    if (seconds === undefined) {
      throw new Error(
        `the resource ${type} ${JSON.stringify(name)} has the ${kind} timeout ${JSON.stringify(text)}, which is not a duration: expected a form like "5m30s" or "1.5h"`,
      );
    }
    result[kind] = seconds;
  }
  return Object.keys(result).length > 0 ? result : undefined;
}
