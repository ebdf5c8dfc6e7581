import type { PropertyMap, PropertyValue } from "../../protocol/values";
import { Secret, Unknown } from "../../protocol/values";
import { OFFICIAL_CLI } from "../model/officialCli";
import type { PendingOperation } from "../model/state";
import { type URN, urnName, urnType } from "../model/urn";

/** Ends the deployment without another message: the cause has been reported already. */
export class BailError extends Error {}

/** A feature of Pulumi that this engine does not support. */
export class NotSupportedError extends Error {
  constructor(feature: string) {
    super(`not supported by the embedded engine: ${feature}. ${OFFICIAL_CLI}`);
  }
}

/** Messages that both engines print: these are the official engine's words. */
export const messages = {
  duplicateUrn: (urn: URN) => `Duplicate resource URN '${urn}'; try giving it a unique name`,
  duplicateAlias: (alias: URN, urn: URN, other: URN) =>
    `Duplicate resource alias '${alias}' applied to resource with URN '${urn}' conflicting with resource with URN '${other}'`,
  duplicateAliased: (urn: URN, other: URN) =>
    `Duplicate resource URN '${urn}' conflicting with alias on resource with URN '${other}'`,
  invalidProperty: (urn: URN, property: string, inputs: PropertyMap, reason: string) =>
    `${urnType(urn)} resource '${urnName(urn)}': property ${property} value ${shown(inputs[property])} has a problem: ${reason}`,
  invalidResource: (urn: URN, reason: string) =>
    `${urnType(urn)} resource '${urnName(urn)}' has a problem: ${reason}`,
  ignoredNothing: (paths: readonly string[]) =>
    `cannot ignore changes in added or removed elements of the path: ${JSON.stringify(paths.join(", "))}`,
  protectedReplace: (urn: URN) =>
    `unable to replace resource "${urn}"\nas it is currently marked for protection. To unprotect the resource, ` +
    "remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`",
  protectedCascade: (urn: URN, root: URN) =>
    `unable to replace resource "${urn}" as part of replacing "${root}" as it is currently marked for protection. ` +
    "To unprotect the resource, remove the `protect` flag from the resource in your Pulumi program and run " +
    `\`pulumi up\`, or use the command:\n\`pulumi state unprotect "${urn}"\``,
  protectedDelete: (urn: URN) =>
    `resource "${urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the ` +
    "`protect` flag from the resource in your Pulumi program and run `pulumi up`, or use the command:\n" +
    `\`pulumi state unprotect '${urn}'\``,
  unsupportedAutonaming: (urn: URN) =>
    `${urn} resource has a custom autonaming setting but the provider does not support autonaming configuration, ` +
    "consider upgrading to a newer version",
  unknownTarget: (urn: URN) =>
    `Target '${urn}' could not be found in the stack.` +
    (urn.includes("$") ? "" : " Did you forget to escape $ in your shell?"),
  untargetedDelete: (urn: URN) =>
    `Resource '${urn}' will be destroyed but was not specified in --target list.\n` +
    "Either include resource in --target list or pass --target-dependents to proceed.",
  untargetedCreate: (urn: URN, needed: URN) =>
    `Resource '${urn}' depends on '${needed}' which was not specified in --target list.`,
  unregisteredProvider: (reference: string, urn: URN) =>
    `provider ${reference} for resource ${urn} has not been registered yet, this is due to a change of providers mixed ` +
    "with --target. Change your program back to the original providers",
  pendingOperations: (operations: PendingOperation[]) =>
    `Attempting to deploy or update resources with ${operations.length} pending operations from previous deployment.\n` +
    operations.map((op) => `  * ${op.resource.urn}, interrupted while ${op.type}\n`).join("") +
    "The last command ended before it recorded their results. This command asks the providers for the results and\n" +
    "continues from those that the providers know.",
};

function shown(value: PropertyValue | undefined): string {
  if (value instanceof Secret) return "{[secret]}";
  if (value === undefined || value === null) return "{<nil>}";
  if (value instanceof Unknown) return "output<string>{}";
  if (Array.isArray(value)) return `{[${value.map(shown).join(" ")}]}`;
  return typeof value === "object" ? "{...}" : `{${String(value)}}`;
}
