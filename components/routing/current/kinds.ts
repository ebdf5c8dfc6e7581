import type { KindValidators, ObjectOf } from "../kinds";
import { validateDestinationRule, type DestinationRuleSpec } from "./destinationRule";
import { validateGateway, type GatewaySpec } from "./gateway";
import { validateVirtualService, type VirtualServiceSpec } from "./virtualService";

/** The API version under which the current generation's routing kinds are served. */
export const currentApiVersion = "networking.istio.io/v1";

/** The current generation's kinds and the type of each one's spec. */
export interface CurrentSpecs {
  Gateway: GatewaySpec;
  VirtualService: VirtualServiceSpec;
  DestinationRule: DestinationRuleSpec;
}

/** An object of one of these kinds, before it is registered. */
export type CurrentObject = ObjectOf<CurrentSpecs>;

/** What is wrong with a spec of each kind. */
export const currentValidators: KindValidators<CurrentSpecs> = {
  Gateway: validateGateway,
  VirtualService: validateVirtualService,
  DestinationRule: validateDestinationRule,
};
