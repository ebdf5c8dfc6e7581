import type { Mesh } from "../meshes";
import type { ImageSettings } from "../imageSettings";
import type { SidecarParams } from "../sidecar";
import type { ReviewsVersion } from "./applications";

/** The variant of Bookinfo. */
export interface BookinfoArgs {
  /** The mesh that it runs in, which decides its images, its entrypoint and its sidecars. Default `classic`. */
  istio?: Mesh;
  /** Its namespace. Default `default`. */
  namespace?: string;
  /** The versions of reviews. Default: all three. */
  reviews?: readonly ReviewsVersion[];
  /** Only version 1 of reviews; not together with `reviews`. Default false. */
  v1Only?: boolean;
  /** Also ratings v2, and the MongoDB that it reads from. Default false. */
  ratingsV2?: boolean;
  /**
   * With `classic`: a separate service account for productpage. Default false: every pod has the default account of
   * its namespace. With `current` each application always has its own account, by which the mesh identifies it.
   */
  serviceAccounts?: boolean;
  /** How sidecars are injected; false for none. Default: the injector's defaults for the mesh. */
  sidecar?: SidecarParams | false;
  /** The stack's image settings, also for the images of sidecars. Default: the sample's image names. */
  images?: ImageSettings;
}
