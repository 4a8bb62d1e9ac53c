// /llms.txt: what an agent should know before it begins, as the convention of that name has it.

export const llmsText = ({ portal, apis }: { portal: string; apis: string }): string => `# Sandbar

> Stateful sandboxes of APIs. A test key reaches a sandbox that behaves like the API its OpenAPI document describes: what is created
> is there afterwards, failures come on demand, webhooks are signed and sent. Nothing in a sandbox touches a real system.

## Start

- Tools for agents (Model Context Protocol, streamable HTTP): ${portal}/mcp, with \`Authorization: Bearer <service token>\`
- The same tools on stdin and stdout: \`npx sandbar mcp\`
- APIs without an account: ${apis}/demo/{api}/… for a read, ${apis}/sandbox/{api}/… with a test key

## Reference

- [Platform API, OpenAPI 3.1](${portal}/openapi.json): accounts, sandboxes, keys, faults, events, workflows
- [Platform API, to read](${portal}/docs)
- [One API's operations and fidelity](${portal}/api/v1/catalogue/{api})

## Good to know

- Every answer carries \`x-request-id\`; GET ${portal}/api/v1/sandboxes/{sandbox}/{api}/log/{request} says why it was answered so.
- \`X-Sandbox-Scenario: <name>\` on a call makes it fail in a known way; /api/v1/sandboxes/{sandbox}/{api}/scenarios lists the names.
- Errors of Sandbar itself have \`sandbox_error\`, \`message\` and \`timestamp\`; all others are the API's own.
`;
