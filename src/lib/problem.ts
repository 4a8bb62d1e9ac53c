// The one catalogue of error codes and their statuses. Two families (src/README.md, Errors):
// platform codes are answered by Sandbar itself, simulated codes in the API's own shape.

export const PLATFORM_STATUS = {
  unauthorized: 401,
  forbidden: 403,
  sandbox_not_active: 403,
  live_mode: 403,
  live_unavailable: 409,
  quota_exceeded: 429,
  sandbox_full: 507,
  not_modelled: 501,
  api_unknown: 404,
  not_found: 404,
  method_not_allowed: 405,
  invalid_request: 400,
  document_invalid: 422,
  conflict: 409,
  body_too_large: 413,
  outcome_unknown: 409,
  in_flight: 409,
  answer_not_kept: 409,
  upstream_unreachable: 502,
  unavailable: 503,
  behaviour_failed: 500,
  internal: 500,
} as const;

export type PlatformCode = keyof typeof PLATFORM_STATUS;

export const SIMULATED_STATUS = {
  unauthorized: 401,
  expired_token: 401,
  forbidden: 403,
  not_found: 404,
  route_not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  unsupported_media_type: 415,
  payload_too_large: 413,
  malformed: 400,
  invalid: 422,
  reference_missing: 400,
  conflict: 409,
  precondition_failed: 412,
  illegal_transition: 409,
  idempotency_mismatch: 409,
  rate_limited: 429,
  server_error: 500,
  unavailable: 503,
} as const;

export type SimulatedCode = keyof typeof SIMULATED_STATUS;

/** A refusal thrown on the platform's own routes; one `onError` answers it. */
export class Problem extends Error {
  readonly code: PlatformCode;
  readonly details: readonly unknown[];

  constructor(code: PlatformCode, message: string, details: readonly unknown[] = []) {
    super(message);
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return PLATFORM_STATUS[this.code];
  }
}
