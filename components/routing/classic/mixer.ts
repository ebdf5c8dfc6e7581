import { allow, fields, list, mapOf, problem, type Check } from "../problems";
import { durationOf, integer, someText, text, type Duration } from "../values";

/** A Mixer attribute expression: `source.labels["app"] | "unknown"`. */
type Expression = string;

/** Sends instances to handlers (Mixer's kind `rule`). */
export interface MixerRuleSpec {
  /** Condition. Default: always true. */
  match?: Expression;
  actions: MixerAction[];
}

interface MixerAction {
  /** `NAME.KIND`, plus `.NAMESPACE` if it differs from the rule's. */
  handler: string;
  /** Instances, in the same notation. */
  instances: string[];
}

/** A handler that denies requests (Mixer's kind `denier`). */
export interface DenierSpec {
  /** The response to callers. */
  status?: {
    /** A gRPC code, 0 to 16; 7 is PERMISSION_DENIED. */
    code: number;
    message?: string;
  };
  /** Time for which proxies may cache the response. */
  validDuration?: Duration;
  /** Number of requests for which proxies may cache the response. */
  validUseCount?: number;
}

/** An instance without data (Mixer's kind `checknothing`): it has no spec. */
export type CheckNothingSpec = undefined;

/** A handler that counts in memory (Mixer's kind `memquota`). */
export interface MemQuotaSpec {
  quotas: MemQuotaLimit[];
  /** Time within which repeated calls are deduplicated. */
  minDeduplicationDuration?: Duration;
}

interface MemQuotaLimit {
  /** Quota instance, `NAME.quota.NAMESPACE`. */
  name: string;
  /** Maximum amount per window. */
  maxAmount: number;
  /** Length of the rolling window; 0 (default) means no window: amounts must be released. */
  validDuration?: Duration;
  /** Limits for certain dimensions; the first match applies. */
  overrides?: MemQuotaOverride[];
}

/** A limit for these dimension values. */
export interface MemQuotaOverride {
  dimensions: Record<string, string>;
  maxAmount: number;
  validDuration?: Duration;
}

/** An instance that counts requests by dimensions (Mixer's kind `quota`). */
export interface QuotaSpec {
  dimensions: Record<string, Expression>;
}

const reference: Check = allow(
  (value) => typeof value === "string" && /^[a-z0-9][a-z0-9-]*\.[a-z]+(\.[a-z0-9][a-z0-9-]*)?$/.test(value),
  "a reference such as NAME.KIND or NAME.KIND.NAMESPACE",
);

export const mixerRule: Check = fields<MixerRuleSpec>(
  {
    match: text,
    actions: list(
      fields<MixerAction>(
        { handler: reference, instances: list(reference, 1) },
        { required: ["handler", "instances"] },
      ),
      1,
    ),
  },
  { required: ["actions"] },
);

export const denier: Check = fields<DenierSpec>({
  status: fields<NonNullable<DenierSpec["status"]>>(
    { code: integer(0, 16), message: text },
    { required: ["code"] },
  ),
  validDuration: durationOf("0"),
  validUseCount: integer(0),
});

export const checkNothing: Check = (spec, path) =>
  spec === undefined ? [] : [problem(path, spec, "no spec")];

const window = durationOf("0");

export const memQuota: Check = fields<MemQuotaSpec>(
  {
    quotas: list(
      fields<MemQuotaLimit>(
        {
          name: reference,
          maxAmount: integer(0),
          validDuration: window,
          overrides: list(
            fields<MemQuotaOverride>(
              { dimensions: mapOf(text), maxAmount: integer(0), validDuration: window },
              { required: ["dimensions", "maxAmount"] },
            ),
          ),
        },
        { required: ["name", "maxAmount"] },
      ),
      1,
    ),
    minDeduplicationDuration: durationOf("1ms"),
  },
  { required: ["quotas"] },
);

export const quota: Check = fields<QuotaSpec>({ dimensions: mapOf(someText) }, { required: ["dimensions"] });
