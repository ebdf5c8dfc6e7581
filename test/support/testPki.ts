import { clusterCredentials } from "../../runtime/providers/machine/sdk/cluster";
import { createClusterPki } from "../../runtime/providers/machine/pki/clusterPki";
import type { ArgsOf } from "../../runtime/providers/framework/sdk/definition";

/** Inputs of a cluster's credentials, with defaults. */
export const pkiOptions = (given: Partial<ArgsOf<typeof clusterCredentials>> = {}) =>
  clusterCredentials.inputs.parse({ clusterName: "test", server: "https://127.0.0.1:6443", ...given });

/** Creates the files of a cluster's public-key infrastructure. */
export const createTestPki = (given?: Parameters<typeof pkiOptions>[0]) =>
  createClusterPki(pkiOptions(given));
