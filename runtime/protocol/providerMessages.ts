import type { MethodDefinition } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as providerpb from "@pulumi/pulumi/proto/provider_pb";
import {
  choice,
  type Field,
  type Fields,
  nested,
  optionalStruct,
  readMessage,
  struct,
  unlessEmpty,
  writeMessage,
} from "./message";
import type { CheckFailure, CheckRequest, PropertyDiff, ResourceProvider } from "./provider";

/** The methods of a provider whose requests and responses are plain objects. */
export type Method = Exclude<keyof ResourceProvider, "supportsAutonaming" | "getSchema" | "close">;

/** `void` and a missing argument are empty messages. */
type Plain<Value> = Value extends object ? Value : object;
/** `resumed` is never sent: plugins in other processes do not know it. */
export type Request<Name extends Method> = Plain<Omit<Parameters<ResourceProvider[Name]>[0], "resumed">>;
export type Response<Name extends Method> = Plain<Awaited<ReturnType<ResourceProvider[Name]>>>;

type Messages<Name extends Method> =
  (typeof ResourceProviderService)[Name] extends MethodDefinition<infer RequestMessage, infer ResponseMessage>
    ? { request: Fields<Request<Name>, RequestMessage>; response: Fields<Response<Name>, ResponseMessage> }
    : never;

/** The name and the type in a URN; empty if the text is not a URN. */
export function nameAndType(urn: string): { name: string; type: string } {
  const parts = urn.split("::");
  return { name: parts.slice(3).join("::"), type: (parts[2] ?? "").split("$").pop()! };
}

const identity = { urn: "Urn", name: "Name", type: "Type" } as const;

const { AutonamingOptions } = providerpb.CheckRequest;
const autonaming: Fields<
  NonNullable<CheckRequest["autonaming"]>,
  providerpb.CheckRequest.AutonamingOptions
> = {
  proposedName: "ProposedName",
  mode: choice("Mode", {
    propose: AutonamingOptions.Mode.PROPOSE,
    enforce: AutonamingOptions.Mode.ENFORCE,
    disable: AutonamingOptions.Mode.DISABLE,
  }),
};
const checkRequest: Messages<"check">["request"] = {
  ...identity,
  olds: optionalStruct("Olds"),
  news: struct("News"),
  randomSeed: {
    read: (message) => message.getRandomseed_asU8(),
    write: (message, seed) => message.setRandomseed(seed),
  },
  autonaming: nested("Autonaming", AutonamingOptions, autonaming),
};

const checkFailure: Fields<CheckFailure, providerpb.CheckFailure> = {
  property: "Property",
  reason: "Reason",
};
const failures: Field<providerpb.CheckResponse | providerpb.InvokeResponse, CheckFailure[]> = {
  read: (message) => message.getFailuresList().map((failure) => readMessage(failure, checkFailure)),
  write: (message, list) =>
    message.setFailuresList(
      list.map((failure) => writeMessage(new providerpb.CheckFailure(), failure, checkFailure)),
    ),
};

const diffRequest: Messages<"diff">["request"] = {
  ...identity,
  id: "Id",
  oldInputs: struct("OldInputs"),
  oldOutputs: struct("Olds"),
  news: struct("News"),
  ignoreChanges: "IgnorechangesList",
};
const { DiffChanges } = providerpb.DiffResponse;
const { Kind } = providerpb.PropertyDiff;
const propertyDiff: Fields<PropertyDiff, providerpb.PropertyDiff> = {
  kind: choice("Kind", {
    add: Kind.ADD,
    "add-replace": Kind.ADD_REPLACE,
    delete: Kind.DELETE,
    "delete-replace": Kind.DELETE_REPLACE,
    update: Kind.UPDATE,
    "update-replace": Kind.UPDATE_REPLACE,
  }),
  inputDiff: "Inputdiff",
};
const diffResponse: Messages<"diff">["response"] = {
  changes: choice("Changes", {
    unknown: DiffChanges.DIFF_UNKNOWN,
    none: DiffChanges.DIFF_NONE,
    some: DiffChanges.DIFF_SOME,
  }),
  replaces: "ReplacesList",
  stables: "StablesList",
  diffs: "DiffsList",
  deleteBeforeReplace: "Deletebeforereplace",
  detailedDiff: {
    read: (message) => {
      const diffs = [...message.getDetaileddiffMap().entries()];
      if (!message.getHasdetaileddiff() && diffs.length === 0) return undefined;
      return Object.fromEntries(diffs.map(([path, diff]) => [path, readMessage(diff, propertyDiff)]));
    },
    write: (message, diffs) => {
      message.setHasdetaileddiff(true);
      for (const [path, diff] of Object.entries(diffs))
        message
          .getDetaileddiffMap()
          .set(path, writeMessage(new providerpb.PropertyDiff(), diff, propertyDiff));
    },
  },
};

const id = "Id";
const properties = struct("Properties");
const timeout = "Timeout";
const preview = "Preview";

/** How the messages of each method contain its request and its response. */
export const MESSAGES: { [Name in Method]: Messages<Name> } = {
  getPluginInfo: { request: {}, response: { version: "Version" } },
  checkConfig: { request: checkRequest, response: { inputs: struct("Inputs"), failures } },
  diffConfig: { request: diffRequest, response: diffResponse },
  configure: {
    request: { args: struct("Args"), id: unlessEmpty("Id"), urn: unlessEmpty("Urn") },
    response: {
      acceptSecrets: "Acceptsecrets",
      acceptResources: "Acceptresources",
      acceptOutputs: "Acceptoutputs",
      supportsPreview: "Supportspreview",
    },
  },
  invoke: {
    request: { token: "Tok", args: struct("Args"), preview },
    response: { return: struct("Return"), failures },
  },
  check: { request: checkRequest, response: { inputs: struct("Inputs"), failures } },
  diff: { request: diffRequest, response: diffResponse },
  create: {
    request: { ...identity, properties, timeout, preview },
    response: { id, properties },
  },
  read: {
    request: { ...identity, id, properties, inputs: struct("Inputs"), timeout },
    response: { id, properties, inputs: optionalStruct("Inputs") },
  },
  update: { request: { ...diffRequest, timeout, preview }, response: { properties } },
  delete: {
    request: { ...identity, id, oldInputs: struct("OldInputs"), properties, timeout },
    response: {},
  },
  cancel: { request: {}, response: {} },
};

/** The classes of each method's messages, which the type of the service does not contain. */
export const CLASSES = ResourceProviderService as unknown as {
  [Name in Method]: Record<"requestType" | "responseType", new () => never>;
};
