import type { InputsOf } from "../../../framework/sdk/definition";
import type { machinePreflight } from "../../sdk/preflight";

/** What a machine must have. */
export type Requirements = Omit<InputsOf<typeof machinePreflight>, "pidFile">;
