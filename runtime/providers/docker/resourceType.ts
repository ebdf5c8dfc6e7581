import type {
  CheckFailure,
  CreateRequest,
  CreateResponse,
  ProviderHost,
  ReadRequest,
  UpdateRequest,
} from "../../protocol/provider";
import type { PropertyMap } from "../../protocol/values";
import type { DockerDaemon } from "../../../lib/clients/docker/daemon";
import type { ProviderConfig } from "./config";
import type { Fields } from "./fields/field";

/** The dependencies that the operations of a provider instance share. */
export interface Context {
  readonly host: ProviderHost;
  readonly config: ProviderConfig;
  /** Opened on first use. @throws when the configuration does not name a Docker daemon */
  readonly daemon: DockerDaemon;
  /** Ids in the state. A new resource must not adopt them. */
  readonly known: Set<string>;
  /** Aborted when the user cancels. */
  readonly signal: AbortSignal;
}

/** A request with its inputs without secret marks. */
export type Plain<Request, Inputs> = Omit<Request, "inputs"> & { inputs: Inputs };

/** One resource type: a table of its inputs, and its operations on the daemon. */
export interface ResourceType<Inputs = PropertyMap> {
  /** `docker:index/container:Container` */
  token: string;
  fields: Fields;
  /** The outputs that the daemon decides, besides the inputs; unknown in a preview. */
  computed: readonly string[];
  /** Whether a resource without a name gets a generated one. Default false. */
  autoName?: true;
  /** The schema version in the state. Without it, the official plugin would convert the state. */
  schemaVersion?: number;
  /** Failures between inputs, beyond the type of each. The inputs may be unknown or secret: the reasons name no values. */
  check?(inputs: Inputs): CheckFailure[];
  complete?(context: Context, inputs: PropertyMap): PropertyMap;
  /** Whether a field that usually changes in place needs a replacement. */
  isReplaced?(key: string, news: PropertyMap): boolean;
  /** Whether a replacement must wait until the old resource is deleted, because both have the same name. Default false. */
  deleteFirst?(olds: PropertyMap, news: PropertyMap): boolean;
  /** @returns the id and all outputs that differ from the inputs */
  create(context: Context, request: Plain<CreateRequest, Inputs>): Promise<CreateResponse>;
  /**
   * The inputs are empty for an import.
   * @returns the outputs, and the inputs with drift applied; undefined when the resource no longer exists
   */
  read(context: Context, request: Plain<ReadRequest, Partial<Inputs>>): Promise<Live | undefined>;
  /** @returns the outputs that differ from the inputs. Without it, every change replaces the resource. */
  update?(context: Context, request: Plain<UpdateRequest, Inputs>): Promise<PropertyMap>;
  /** Default: it stays. */
  delete?(context: Context, id: string, outputs: PropertyMap): Promise<void>;
}

/** A resource as the Docker daemon reports it. */
interface Live {
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}
