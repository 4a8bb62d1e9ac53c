// Opening an account.
import { Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import { MIN_PASSWORD } from "#contract/password.ts";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, getRouteApi, useRouter } from "@tanstack/react-router";
import { sessionQuery, signUp } from "../../api/session.ts";
import { FormCard } from "../../components/form-card.tsx";
import { Refused } from "../../components/refused.tsx";
import { ownPath } from "./own-path.ts";

const route = getRouteApi("/sign-up");

export function SignUpPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: "", email: "", password: "" },
    validate: {
      password: (value) => (value.length < MIN_PASSWORD ? `At least ${MIN_PASSWORD} characters` : null),
    },
  });
  const opening = useMutation({
    mutationFn: signUp,
    onSuccess: async () => {
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      router.history.push(ownPath(next));
    },
  });
  return (
    <FormCard
      title="Open an account"
      about={
        <>
          Have one?{" "}
          <Anchor
            renderRoot={(props) => (
              <Link to="/sign-in" search={next === undefined ? {} : { next }} {...props} />
            )}
          >
            Sign in
          </Anchor>
        </>
      }
    >
      <form onSubmit={form.onSubmit((values) => opening.mutate(values))}>
        <TextInput
          label="Name"
          description="Yours, or your organisation's"
          autoComplete="name"
          required
          {...form.getInputProps("name")}
        />
        <TextInput
          mt="md"
          label="E-mail address"
          type="email"
          autoComplete="email"
          required
          {...form.getInputProps("email")}
        />
        <PasswordInput
          mt="md"
          label="Password"
          description={`At least ${MIN_PASSWORD} characters`}
          autoComplete="new-password"
          required
          {...form.getInputProps("password")}
        />
        <Button type="submit" fullWidth my="lg" loading={opening.isPending}>
          Open the account
        </Button>
        <Refused error={opening.error} />
      </form>
    </FormCard>
  );
}
