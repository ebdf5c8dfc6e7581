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

/** A request with the inputs that it is about, without secret marks. */
export type Plain<Request> = Request & { inputs: PropertyMap };

/** One resource type: a table of its inputs, and what is done on the daemon. */
export interface ResourceType {
  /** `docker:index/container:Container` */
  token: string;
  fields: Fields;
  /** The outputs that a Docker daemon gives, beside the inputs: what a preview does not know. */
  computed: readonly string[];
  /** True: a resource without a name gets one. */
  autoName: boolean;
  /** Of the official plugin's state, which it would convert otherwise. */
  schemaVersion?: number;
  /** What is wrong with inputs beyond the types of each, and what is added to them. */
  check?(context: Context, inputs: PropertyMap): CheckFailure[];
  complete?(context: Context, inputs: PropertyMap): PropertyMap;
  /** Decides about a change of a field that is otherwise made in place. */
  isReplaced?(key: string, news: PropertyMap): boolean;
  /** Whether a replacement must wait until the old one is gone, as both have the same name. */
  deleteFirst(olds: PropertyMap, news: PropertyMap): boolean;
  /** @returns the id and all outputs that differ from the inputs */
  create(context: Context, request: Plain<CreateRequest>): Promise<CreateResponse>;
  /** @returns the outputs, and the inputs as far as they still hold; undefined when it is gone */
  read(context: Context, request: Plain<ReadRequest>): Promise<Live | undefined>;
  /** @returns the outputs that differ from the inputs */
  update(context: Context, request: Plain<UpdateRequest>): Promise<PropertyMap>;
  delete(context: Context, request: DeleteRequest, outputs: PropertyMap): Promise<void>;
}

/** What a Docker daemon has. */
interface Live {
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}
