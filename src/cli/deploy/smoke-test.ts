// Whether an installation answers, and as it should.

export async function waitFor(url: string): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
  throw new Error(`${url} did not answer within two minutes`);
}

/** Every built-in API refuses a call without a key, in its own shape. */
export async function smokeTest(url: string, slugs: readonly string[]): Promise<void> {
  for (const slug of slugs) {
    const response = await fetch(`${url}/sandbox/${slug}/`);
    const body = await response.json<{ sandbox_error?: string }>();
    if (response.status !== 401 || body.sandbox_error !== "unauthorized")
      throw new Error(`${slug} answered ${response.status} instead of refusing a stranger`);
  }
}
