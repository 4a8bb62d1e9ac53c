// The prefix of keys that open every API of their sandbox (`sandbox_test_…`).
export const SANDBOX_WIDE_PREFIX = "sandbox";
