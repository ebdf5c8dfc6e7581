import type { InputsOf } from "../../../framework/sdk/definition";
import type { dockerPreflight } from "../../sdk/preflight";

/** What a Docker daemon and its host must have. */
export type Requirements = InputsOf<typeof dockerPreflight>;
