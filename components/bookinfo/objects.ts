import type { types } from "@pulumi/kubernetes";
import type { Generation } from "../generation";
import { withImageSettings, type ImageSettings } from "../images";
import type { RoutingArgs } from "../routing";
import { inject, type SidecarParams } from "../sidecar";
import type { Application, ApplicationVersion, ReviewsVersion } from "./applications";
import { bookinfoIngress } from "./classic/ingress";
import { bookinfoGateway, bookinfoVirtualService } from "./current/gateway";
import { podAdditions } from "./current/pod";
import { bookinfoImage } from "./images";
import { serviceAccountName } from "./serviceAccounts";
import { bookinfoApplications } from "./variants";

type Deployment = types.input.apps.v1.Deployment;
type Service = types.input.core.v1.Service;
type ServiceAccount = types.input.core.v1.ServiceAccount;

/** What a stack may say of Bookinfo. */
export interface BookinfoArgs {
  /** The generation of Istio that it is for: its images, its way in and its sidecars. Default `classic`. */
  generation?: Generation;
  /** Where it goes. Default `default`. */
  namespace?: string;
  /** Which versions of reviews there are. Default all three. */
  reviews?: readonly ReviewsVersion[];
  /** Only version 1 of reviews; not together with `reviews`. Default false. */
  v1Only?: boolean;
  /** Also ratings v2, and the MongoDB that it reads from. Default false. */
  ratingsV2?: boolean;
  /**
   * With `classic`: a service account of its own for productpage; default false: all run under the namespace's default
   * one. With `current` each application always has one, by which the mesh tells it from others.
   */
  serviceAccounts?: boolean;
  /** How sidecars are injected, or false for none. Default: the defaults of the generation's injector. */
  sidecar?: SidecarParams | false;
  /** The stack's image settings, for the sidecars' images too. Default: each image as the sample has it. */
  images?: ImageSettings;
}

/** Bookinfo's objects. */
export interface BookinfoObjects {
  serviceAccounts: ServiceAccount[];
  services: Service[];
  deployments: Deployment[];
  /** The way in, with `classic`. */
  ingress?: types.input.networking.v1.Ingress;
  /** What the ingress gateway listens for, with `current`. */
  gateway?: RoutingArgs<"Gateway">;
  /** Where that goes, with `current`. */
  virtualService?: RoutingArgs<"VirtualService">;
}

/**
 * The objects of Bookinfo in a variant.
 * @throws Error when the arguments contradict each other
 * @throws {InjectionParamsError} when the injection parameters are wrong
 */
export function bookinfoObjects(args: BookinfoArgs = {}): BookinfoObjects {
  const { generation = "classic", namespace = "default" } = args;
  const applications = bookinfoApplications(args);
  refuseOtherSidecar(args);
  const accounts = applications.flatMap((application) => serviceAccountName(application, args) ?? []);
  return {
    serviceAccounts: accounts.map((name) => ({ metadata: { name, namespace } })),
    services: applications.map((application) => service(application, namespace)),
    deployments: applications.flatMap((application) =>
      application.versions.map((version) => deployment(application, version, args)),
    ),
    ...(generation === "classic"
      ? { ingress: bookinfoIngress(namespace) }
      : { gateway: bookinfoGateway(namespace), virtualService: bookinfoVirtualService(namespace) }),
  };
}

/** A proxy of one generation takes no configuration from the control plane of the other. */
function refuseOtherSidecar({ generation = "classic", sidecar = { generation } }: BookinfoArgs): void {
  const found = sidecar === false ? generation : (sidecar.generation ?? "classic");
  if (found !== generation)
    throw new Error(
      `Bookinfo: sidecar.generation: found ${found}: allowed is ${generation}, or false for no sidecar`,
    );
}

function service({ name, port }: Application, namespace: string): Service {
  return {
    metadata: { name, namespace, labels: { app: name } },
    spec: { ports: [{ port: port.number, name: port.name }], selector: { app: name } },
  };
}

function deployment(
  application: Application,
  { version, image, env }: ApplicationVersion,
  args: BookinfoArgs,
): Deployment {
  const { generation = "classic", namespace = "default", images } = args;
  const { name, port } = application;
  const { sidecar = { generation } } = args;
  const labels = { app: name, version };
  const account = serviceAccountName(application, args);
  const additions = generation === "classic" ? undefined : podAdditions(application);
  const plain = {
    apiVersion: "apps/v1" as const,
    kind: "Deployment" as const,
    metadata: { name: `${name}-${version}`, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          ...(account !== undefined && { serviceAccountName: account }),
          ...additions?.pod,
          containers: [
            {
              name,
              image: bookinfoImage(image, generation),
              imagePullPolicy: "IfNotPresent",
              ...(env && { env }),
              ports: [{ containerPort: port.number }],
              ...additions?.container,
            },
          ],
        },
      },
    },
  };
  const injected = sidecar === false ? plain : inject(plain, sidecar);
  const { template } = injected.spec;
  return {
    ...injected,
    spec: { ...injected.spec, template: { ...template, spec: withImageSettings(template.spec, images) } },
  };
}
