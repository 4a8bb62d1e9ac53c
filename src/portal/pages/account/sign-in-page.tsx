// Signing in, and back to where one came from.
import { Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, getRouteApi, useRouter } from "@tanstack/react-router";
import { sessionQuery, signIn } from "../../api/session.ts";
import { FormCard } from "../../components/form-card.tsx";
import { Refused } from "../../components/refused.tsx";
import { ownPath } from "./own-path.ts";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const queries = useQueryClient();
  const form = useForm({ initialValues: { email: "", password: "" } });
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: async () => {
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      router.history.push(ownPath(next));
    },
  });
  return (
    <FormCard
      title="Sign in"
      about={
        <>
          New here?{" "}
          <Anchor
            renderRoot={(props) => (
              <Link to="/sign-up" search={next === undefined ? {} : { next }} {...props} />
            )}
          >
            Open an account
          </Anchor>
        </>
      }
    >
      <form onSubmit={form.onSubmit((values) => entering.mutate(values))}>
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="email"
          required
          {...form.getInputProps("email")}
        />
        <PasswordInput
          mt="md"
          label="Password"
          autoComplete="current-password"
          required
          {...form.getInputProps("password")}
        />
        <Button type="submit" fullWidth my="lg" loading={entering.isPending}>
          Sign in
        </Button>
        <Refused error={entering.error} />
      </form>
      <Anchor size="sm" ta="center" renderRoot={(props) => <Link to="/reset-password" {...props} />}>
        Forgotten password?
      </Anchor>
    </FormCard>
  );
}
