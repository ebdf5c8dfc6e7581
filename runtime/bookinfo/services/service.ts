import type { ServiceConfig } from "../config";
import type { Log } from "../http/log";
import type { Service } from "../http/server";
import { detailsService } from "./details";
import { productpageService } from "./productpage";
import { ratingsService } from "./ratings";
import { reviewsService } from "./reviews";

/** Creates the service that a configuration names. */
export function serviceOf(config: ServiceConfig, log: Log): Service {
  switch (config.service) {
    case "productpage":
      return productpageService(config, log);
    case "details":
      return detailsService();
    case "reviews":
      return reviewsService(config, log);
    case "ratings":
      return ratingsService();
  }
}
