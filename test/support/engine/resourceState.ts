import type { ResourceState } from "../../../runtime/engine/model/state";

/** The state of a custom resource whose other fields are empty. */
export const resourceState = (
  urn: string,
  type: string,
  fields: Partial<ResourceState> = {},
): ResourceState => ({
  urn,
  type,
  custom: true,
  inputs: {},
  outputs: {},
  dependencies: [],
  initErrors: [],
  propertyDependencies: {},
  additionalSecretOutputs: [],
  aliases: [],
  ...fields,
});
