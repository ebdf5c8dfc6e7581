import { fields, list, mapOf, problemIf, required, type Check, type TypeOf } from "../problems";
import { durationOf, integer, someText, text, textThat } from "../values";

const reference = textThat(
  /^[a-z0-9][a-z0-9-]*\.[a-z]+(\.[a-z0-9][a-z0-9-]*)?$/,
  "a reference such as NAME.KIND or NAME.KIND.NAMESPACE",
);

export const mixerRule = fields({
  /** Condition, a Mixer attribute expression: `source.labels["app"] | "unknown"`. Default: always true. */
  match: text,
  actions: required(
    list(
      fields({
        /** `NAME.KIND`, plus `.NAMESPACE` if it differs from the rule's. */
        handler: required(reference),
        /** Instances, in the same notation. */
        instances: required(list(reference, 1)),
      }),
      1,
    ),
  ),
});

/** Sends instances to handlers (Mixer's kind `rule`). */
export interface MixerRuleSpec extends TypeOf<typeof mixerRule> {}

export const denier = fields({
  /** The response to callers. */
  status: fields({
    /** A gRPC code, 0 to 16; 7 is PERMISSION_DENIED. */
    code: required(integer(0, 16)),
    message: text,
  }),
  /** Time for which proxies may cache the response. */
  validDuration: durationOf("0"),
  /** Number of requests for which proxies may cache the response. */
  validUseCount: integer(0),
});

/** A handler that denies requests (Mixer's kind `denier`). */
export interface DenierSpec extends TypeOf<typeof denier> {}

/** An instance without data (Mixer's kind `checknothing`): it has no spec. */
export type CheckNothingSpec = undefined;

export const checkNothing: Check<CheckNothingSpec> = (spec, path) =>
  problemIf(spec !== undefined, path, spec, "no spec");

const window = durationOf("0");

export const memQuota = fields({
  quotas: required(
    list(
      fields({
        /** Quota instance, `NAME.quota.NAMESPACE`. */
        name: required(reference),
        /** Maximum amount per window. */
        maxAmount: required(integer(0)),
        /** Length of the rolling window; 0 (default) means no window: amounts must be released. */
        validDuration: window,
        /** Limits for certain dimensions; the first match applies. */
        overrides: list(
          fields({
            dimensions: required(mapOf(text)),
            maxAmount: required(integer(0)),
            validDuration: window,
          }),
        ),
      }),
      1,
    ),
  ),
  /** Time within which repeated calls are deduplicated. */
  minDeduplicationDuration: durationOf("1ms"),
});

/** A handler that counts in memory (Mixer's kind `memquota`). */
export interface MemQuotaSpec extends TypeOf<typeof memQuota> {}

export const quota = fields({
  /** Mixer attribute expressions. */
  dimensions: required(mapOf(someText)),
});

/** An instance that counts requests by dimensions (Mixer's kind `quota`). */
export interface QuotaSpec extends TypeOf<typeof quota> {}
