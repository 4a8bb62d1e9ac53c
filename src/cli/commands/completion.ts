// `sandbar completion`: scripts with which a shell completes commands, flags and values. They ask this command line itself.
import { buildCommand } from "@stricli/core";
import type { Shell } from "../shell/shell.ts";
import { withExamples } from "../shell/flags.ts";

/** What the scripts call: the words after `sandbar`, of which the last one is being written. */
export const PROPOSE = "__complete";

const SHELLS = ["bash", "zsh", "fish"] as const;

export const completion = buildCommand({
  docs: {
    brief: "Print a completion script for bash, zsh or fish",
    fullDescription: withExamples(
      "Completes commands, flags and their values.",
      'bash:  eval "$(sandbar completion bash)"                                       in ~/.bashrc',
      'zsh:   eval "$(sandbar completion zsh)"                                        in ~/.zshrc, after compinit',
      "fish:  sandbar completion fish > ~/.config/fish/completions/sandbar.fish",
    ),
  },
  parameters: {
    flags: {},
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "bash, zsh or fish",
          placeholder: "shell",
          parse: shellName,
          proposeCompletions: () => SHELLS,
        },
      ],
    },
  },
  func(this: Shell, _flags: Record<string, unknown>, shell: (typeof SHELLS)[number]) {
    this.process.stdout.write(SCRIPTS[shell]);
  },
});

function shellName(input: string): (typeof SHELLS)[number] {
  const found = SHELLS.find((one) => one === input);
  if (found) return found;
  throw new Error(`'${input}' is none of ${SHELLS.join(", ")}`);
}

const SCRIPTS: Record<(typeof SHELLS)[number], string> = {
  bash: `_sandbar() {
  local IFS=$'\\n'
  COMPREPLY=($(sandbar ${PROPOSE} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _sandbar sandbar
`,
  zsh: `_sandbar() {
  local -a proposed
  proposed=("\${(@f)$(sandbar ${PROPOSE} "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null)}")
  [[ -n "$proposed" ]] && compadd -a proposed || _files
}
compdef _sandbar sandbar
`,
  fish: `complete -c sandbar -a '(sandbar ${PROPOSE} (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
};
