import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ImageSettings } from "../images";

type ConfigMap = k8s.types.input.core.v1.ConfigMap;
type Deployment = k8s.types.input.apps.v1.Deployment;
type Service = k8s.types.input.core.v1.Service;

/** What a stack may say of every addon. */
export interface AddonArgs {
  /** The control plane's namespace, which is there already. Default `istio-system`. */
  namespace?: pulumi.Input<string>;
  /** The NodePort on which it answers on every node. Default: none, it answers inside the cluster only. */
  nodePort?: number;
  /** The stack's image settings. Default: each image as the release has it. */
  images?: ImageSettings;
}

/** What a stack may say of an addon whose image is one of Istio's own. */
export interface IstioAddonArgs extends AddonArgs {
  /** Registry and folder of Istio's images. Default `docker.io/istio`. */
  hub?: string;
  /** Tag of Istio's images. Default `0.2.12`. */
  tag?: string;
}

/** The objects of one addon. */
export interface AddonObjects {
  /** Its configuration, if it has one that is not in its Deployment. */
  configMap?: ConfigMap;
  deployment: Deployment;
  service: Service;
}

/** {@link IstioAddonArgs} with every default in its place; an absent NodePort stays absent. */
export function addonSettings(
  args: IstioAddonArgs,
): Required<Omit<IstioAddonArgs, "nodePort">> & Pick<AddonArgs, "nodePort"> {
  return {
    namespace: args.namespace ?? "istio-system",
    nodePort: args.nodePort,
    images: args.images ?? {},
    hub: args.hub ?? "docker.io/istio",
    tag: args.tag ?? "0.2.12",
  };
}

/** The Service of an addon: one port, inside the cluster or on a port of every node. */
export function addonService(
  name: string,
  namespace: pulumi.Input<string>,
  port: { name: string; port: number },
  nodePort?: number,
): Service {
  const exposed = nodePort === undefined ? {} : { type: "NodePort" };
  return {
    metadata: { name, namespace },
    spec: {
      ...exposed,
      ports: [{ ...port, ...(nodePort !== undefined && { nodePort }) }],
      selector: { app: name },
    },
  };
}

/** An addon: a Deployment and its Service in the control plane's namespace, registered under their own names. */
export abstract class Addon extends pulumi.ComponentResource {
  /** Where it answers. */
  readonly service: k8s.core.v1.Service;

  protected constructor(
    type: string,
    name: string,
    { configMap, deployment, service }: AddonObjects,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    const config = configMap && new k8s.core.v1.ConfigMap(nameOf(configMap), configMap, { parent: this });
    new k8s.apps.v1.Deployment(nameOf(deployment), deployment, {
      parent: this,
      dependsOn: config === undefined ? [] : [config],
    });
    this.service = new k8s.core.v1.Service(nameOf(service), service, { parent: this });
    this.registerOutputs({});
  }
}

function nameOf(object: { metadata?: unknown }): string {
  return (object.metadata as { name: string }).name;
}
