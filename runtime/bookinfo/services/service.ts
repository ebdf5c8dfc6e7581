import type { ServiceConfig, ServiceName } from "../config";
import type { Log } from "../http/log";
import type { Service } from "../http/server";
import { detailsService } from "./details";
import { productpageService } from "./productpage";
import { ratingsService } from "./ratings";
import { reviewsService } from "./reviews";

const services: Record<ServiceName, (config: ServiceConfig, log: Log) => Service> = {
  productpage: productpageService,
  details: detailsService,
  reviews: reviewsService,
  ratings: ratingsService,
};

/** Creates the service that a configuration names. */
export const serviceOf = (config: ServiceConfig, log: Log): Service => services[config.service](config, log);
