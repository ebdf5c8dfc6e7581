import type {
  CheckFailure,
  CreateRequest,
  CreateResponse,
  DeleteRequest,
  ReadRequest,
  UpdateRequest,
} from "../../protocol/provider";
import type { PropertyMap } from "../../protocol/values";
import type { Context } from "./context";
import type { Fields } from "./fields/field";

/** A request with its inputs without secret marks. */
export type Plain<Request> = Request & { inputs: PropertyMap };

/** One resource type: a table of its inputs, and its operations on the daemon. */
export interface ResourceType {
  /** `docker:index/container:Container` */
  token: string;
  fields: Fields;
  /** The outputs that the daemon decides, besides the inputs; unknown in a preview. */
  computed: readonly string[];
  /** Whether a resource without a name gets a generated one. */
  autoName: boolean;
  /** The schema version in the state. Without it, the official plugin would convert the state. */
  schemaVersion?: number;
  /** Failures between inputs, beyond the type of each. */
  check?(context: Context, inputs: PropertyMap): CheckFailure[];
  complete?(context: Context, inputs: PropertyMap): PropertyMap;
  /** Whether a field that usually changes in place needs a replacement. */
  isReplaced?(key: string, news: PropertyMap): boolean;
  /** Whether a replacement must wait until the old resource is deleted, because both have the same name. */
  deleteFirst(olds: PropertyMap, news: PropertyMap): boolean;
  /** @returns the id and all outputs that differ from the inputs */
  create(context: Context, request: Plain<CreateRequest>): Promise<CreateResponse>;
  /** @returns the outputs, and the inputs with drift applied; undefined when the resource no longer exists */
  read(context: Context, request: Plain<ReadRequest>): Promise<Live | undefined>;
  /** @returns the outputs that differ from the inputs */
  update(context: Context, request: Plain<UpdateRequest>): Promise<PropertyMap>;
  delete(context: Context, request: DeleteRequest, outputs: PropertyMap): Promise<void>;
}

/** A resource as the Docker daemon reports it. */
interface Live {
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}
