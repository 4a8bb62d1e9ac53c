// The call that stands in the form, in several languages; the provider's own samples beside them.
import { SegmentedControl, Stack, Title } from "@mantine/core";
import { useState } from "react";
import { CopyLine } from "../../components/copy-line.tsx";
import type { Call } from "./call.ts";
import { type ReferenceOperation, samplesOf } from "./document.ts";
import { snippetsOf } from "./snippets-of.ts";

export function Snippets({ call, operation }: { call: Call; operation: ReferenceOperation }) {
  const made = snippetsOf(call);
  const own = samplesOf(operation).map((one) => ({ ...one, label: `${one.label} (provider's)` }));
  // Of two with one name the first is shown: a name chooses one.
  const all = [...new Map([...own.toReversed(), ...made].map((one) => [one.label, one])).values()].sort(
    (one, other) => Number(made.includes(other)) - Number(made.includes(one)),
  );
  const [chosen, setChosen] = useState(all[0]?.label ?? "");
  const shown = all.find(({ label }) => label === chosen) ?? all[0];
  return (
    <section aria-labelledby="snippets">
      <Stack gap="sm">
        <Title order={3} size="h4" id="snippets">
          In your code
        </Title>
        <SegmentedControl
          aria-label="Language"
          data={all.map(({ label }) => label)}
          value={shown?.label ?? ""}
          onChange={setChosen}
        />
        {shown ? <CopyLine text={shown.source} label="the snippet" /> : null}
      </Stack>
    </section>
  );
}
