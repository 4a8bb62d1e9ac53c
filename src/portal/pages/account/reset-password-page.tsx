// A forgotten password: first the address that a link is sent to, then, by that link, the new password.
import { Alert, Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import { MIN_PASSWORD } from "#contract/password.ts";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { requestPasswordReset, resetPassword } from "../../api/session.ts";
import { FormCard } from "../../components/form-card.tsx";
import { Refused } from "../../components/refused.tsx";

const route = getRouteApi("/reset-password");

export function ResetPasswordPage() {
  const { token } = route.useSearch();
  return token === undefined ? <AskForLink /> : <NewPassword token={token} />;
}

function AskForLink() {
  const form = useForm({ initialValues: { email: "" } });
  const asking = useMutation({ mutationFn: requestPasswordReset });
  return (
    <FormCard title="Forgotten password" about="We send you a link that sets a new one.">
      {asking.isSuccess ? (
        <Alert title="Look into your mail" role="status">
          If there is an account with this address, the link is on its way. It is good for an hour.
        </Alert>
      ) : (
        <form onSubmit={form.onSubmit(({ email }) => asking.mutate(email))}>
          <TextInput
            label="E-mail address"
            type="email"
            autoComplete="email"
            required
            {...form.getInputProps("email")}
          />
          <Button type="submit" fullWidth my="lg" loading={asking.isPending}>
            Send the link
          </Button>
          <Refused error={asking.error} />
        </form>
      )}
    </FormCard>
  );
}

function NewPassword({ token }: { token: string }) {
  const form = useForm({ initialValues: { password: "" } });
  const setting = useMutation({ mutationFn: (password: string) => resetPassword(token, password) });
  return (
    <FormCard title="New password" about="It replaces the forgotten one.">
      {setting.isSuccess ? (
        <Alert title="The new password is set" color="green" role="status">
          <Anchor renderRoot={(props) => <Link to="/sign-in" {...props} />}>Sign in with it</Anchor>
        </Alert>
      ) : (
        <form onSubmit={form.onSubmit(({ password }) => setting.mutate(password))}>
          <PasswordInput
            label="New password"
            description={`At least ${MIN_PASSWORD} characters`}
            autoComplete="new-password"
            required
            {...form.getInputProps("password")}
          />
          <Button type="submit" fullWidth my="lg" loading={setting.isPending}>
            Set the password
          </Button>
          <Refused error={setting.error} />
        </form>
      )}
    </FormCard>
  );
}
