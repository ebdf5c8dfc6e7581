import { delimiter } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { kubeconfigPaths, readSources } from "../../../lib/kubeconfig/files";
import { selectContext, type SelectedContext } from "../../../lib/kubeconfig/selectContext";
import { projectRoot } from "../dataDirectory";
import type { ExistingClusterConfig } from "./config";

/** The kubeconfig of one context. */
export interface SelectedKubeconfig {
  /** Its content, a secret. */
  kubeconfig: pulumi.Output<string>;
  /** The value for `$KUBECONFIG`; absent when the configuration contains the content. */
  path?: pulumi.Output<string>;
  /** The URL of the API server. */
  server: pulumi.Output<string>;
}

/**
 * Selects the context of the given kubeconfig.
 * @throws RunError when the kubeconfig is missing, cannot be read or does not contain the context
 */
export function selectKubeconfig({
  kubeconfig,
  kubeconfigPath,
  context,
}: ExistingClusterConfig): SelectedKubeconfig {
  const paths = kubeconfig === undefined ? kubeconfigPaths(kubeconfigPath, { directory: projectRoot() }) : [];
  const ofText = (text: string) => reported(() => selected([{ text }], context));
  // Known text is read at once, because the SDK adds its own words to an error in an Output.
  const result =
    kubeconfig === undefined
      ? pulumi.output(reported(() => selected(readSources(paths), context)))
      : typeof kubeconfig === "string"
        ? pulumi.output(ofText(kubeconfig))
        : pulumi.output(kubeconfig).apply(ofText);
  return {
    kubeconfig: pulumi.secret(result.apply(({ kubeconfig: content }) => content)),
    ...(paths.length > 0 && { path: pulumi.output(paths.join(delimiter)) }),
    server: pulumi.unsecret(result.apply(({ server }) => server)),
  };
}

function selected(...args: Parameters<typeof selectContext>): SelectedContext {
  const context = selectContext(...args);
  for (const warning of context.warnings) void pulumi.log.warn(warning);
  return context;
}

/** Reports a user's mistake as a RunError, without a stack trace. */
function reported<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new pulumi.RunError((error as Error).message);
  }
}

/** The host of a URL, without the brackets of an IPv6 address. @throws when it is not a URL */
export function hostOf(server: string): string {
  if (!URL.canParse(server))
    throw new pulumi.RunError(`the kubeconfig's server: found ${server}; expected a URL, https://HOST:PORT.`);
  return new URL(server).hostname.replace(/^\[|\]$/g, "");
}
