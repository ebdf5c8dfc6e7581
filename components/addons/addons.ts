import type { core } from "@pulumi/kubernetes";
import type { ComponentResource, ComponentResourceOptions } from "@pulumi/pulumi";
import { ObjectsComponent } from "../register";
import type { PlannedAddon } from "./addonObjects";
import { planDashboards, planGrafana, planPrometheus, planServicegraph, planZipkin } from "./plans";

/** The class of an addon: a Deployment and its Service in the control plane's namespace, registered under their own names. */
interface AddonClass<Args> {
  /** @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
  new (
    name: string,
    args?: Args,
    opts?: ComponentResourceOptions,
  ): ComponentResource & { readonly service: core.v1.Service };
}

function addonClass<Args>(plan: (name: string, args?: Args) => PlannedAddon): AddonClass<Args> {
  return class extends ObjectsComponent {
    readonly service: core.v1.Service;

    constructor(name: string, args?: Args, opts?: ComponentResourceOptions) {
      const planned = plan(name, args);
      super(planned, opts);
      this.service = this.resourceOf<core.v1.Service>(planned.service);
    }
  };
}

/** Zipkin: collects the proxies' traces in memory and shows them. */
export class Zipkin extends addonClass(planZipkin) {}

/** Prometheus: collects the metrics of Mixer or of the proxies, and keeps them for six hours. */
export class Prometheus extends addonClass(planPrometheus) {}

/** Grafana with the Istio dashboards. It requires the Prometheus addon. */
export class Grafana extends addonClass(planGrafana) {}

/** A page with the Istio dashboards and a live graph of the mesh. It requires the Prometheus addon. */
export class Dashboards extends addonClass(planDashboards) {}

/**
 * Servicegraph: draws the calls between services, from Mixer's metrics. It requires the Prometheus addon. Its constructor
 * also throws an Error with the current mesh, which has no Mixer.
 */
export class Servicegraph extends addonClass(planServicegraph) {}
