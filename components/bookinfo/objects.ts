import type { types } from "@pulumi/kubernetes";
import { withImageSettings, type ImageSettings } from "../images";
import { inject, type InjectionParams } from "../sidecar";
import {
  details,
  mongodb,
  productpage,
  ratings,
  ratingsV2,
  reviews,
  reviewsVersions,
  type Application,
  type ApplicationVersion,
  type ReviewsVersion,
} from "./applications";
import { bookinfoIngress } from "./ingress";

type Deployment = types.input.apps.v1.Deployment;
type Service = types.input.core.v1.Service;
type ServiceAccount = types.input.core.v1.ServiceAccount;

/** What a stack may say of Bookinfo. */
export interface BookinfoArgs {
  /** Where it goes. Default `default`. */
  namespace?: string;
  /** Which versions of reviews there are. Default all three. */
  reviews?: readonly ReviewsVersion[];
  /** Only version 1 of reviews; not together with `reviews`. Default false. */
  v1Only?: boolean;
  /** Also ratings v2, and the MongoDB that it reads from. Default false. */
  ratingsV2?: boolean;
  /** A service account of its own for productpage. Default false: all run under the namespace's default one. */
  serviceAccounts?: boolean;
  /** How sidecars are injected, or false for none. Default: the injector's own defaults. */
  sidecar?: InjectionParams | false;
  /** The stack's image settings, for the sidecars' images too. Default: each image as the sample has it. */
  images?: ImageSettings;
}

/** Bookinfo's objects. */
export interface BookinfoObjects {
  serviceAccounts: ServiceAccount[];
  services: Service[];
  deployments: Deployment[];
  ingress: types.input.networking.v1.Ingress;
}

/**
 * The objects of Bookinfo in a variant.
 * @throws Error when the arguments contradict each other
 * @throws {InjectionParamsError} when the injection parameters are wrong
 */
export function bookinfoObjects(args: BookinfoArgs = {}): BookinfoObjects {
  const namespace = args.namespace ?? "default";
  const applications = bookinfoApplications(args);
  const accounts = args.serviceAccounts
    ? applications.flatMap(({ serviceAccount }) => serviceAccount ?? [])
    : [];
  return {
    serviceAccounts: accounts.map((name) => ({ metadata: { name, namespace } })),
    services: applications.map((application) => service(application, namespace)),
    deployments: applications.flatMap((application) =>
      application.versions.map((version) => deployment(application, version, namespace, args)),
    ),
    ingress: bookinfoIngress(namespace),
  };
}

/** The applications of a variant, each with the versions that it has there. */
function bookinfoApplications(args: BookinfoArgs): Application[] {
  const wanted = wantedReviews(args);
  const [first, ...others] = reviews.versions.filter(({ version }) =>
    wanted.includes(version as ReviewsVersion),
  );
  return [
    details,
    args.ratingsV2 ? { ...ratings, versions: [...ratings.versions, ratingsV2] } : ratings,
    { ...reviews, versions: [first!, ...others] },
    productpage,
    ...(args.ratingsV2 ? [mongodb] : []),
  ];
}

function wantedReviews({ reviews: wanted, v1Only = false }: BookinfoArgs): readonly ReviewsVersion[] {
  if (wanted === undefined) return v1Only ? ["v1"] : reviewsVersions;
  if (v1Only) throw new Error("Bookinfo: v1Only and reviews are both given; give one of the two.");
  const unknown = wanted.filter((version) => !reviewsVersions.includes(version));
  if (wanted.length === 0 || unknown.length > 0) {
    throw new Error(
      `Bookinfo: reviews: found ${JSON.stringify(wanted)}: allowed is one or more of ${reviewsVersions.join(", ")}`,
    );
  }
  return wanted;
}

function service({ name, port }: Application, namespace: string): Service {
  return {
    metadata: { name, namespace, labels: { app: name } },
    spec: { ports: [{ port: port.number, name: port.name }], selector: { app: name } },
  };
}

function deployment(
  { name, port, serviceAccount }: Application,
  { version, image, env }: ApplicationVersion,
  namespace: string,
  { serviceAccounts = false, sidecar = {}, images }: BookinfoArgs,
): Deployment {
  const labels = { app: name, version };
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
          ...(serviceAccounts && serviceAccount !== undefined ? { serviceAccountName: serviceAccount } : {}),
          containers: [
            {
              name,
              image,
              imagePullPolicy: "IfNotPresent",
              ...(env === undefined ? {} : { env }),
              ports: [{ containerPort: port.number }],
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
