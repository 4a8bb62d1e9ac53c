// Certificates of `sandbar start --https`: an authority that is made here, and one certificate that it signs. The authority's key is
// thrown away at once, so that who trusts it trusts this one server and nothing else. Kept in the state folder, made anew before it ends.
import { X509Certificate } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import tls from "node:tls";
import { EXIT, Failure } from "../shell/failures.ts";
import { STATE } from "./paths.ts";

export type Certificate = { key: string; certificate: string; authorityFile: string };

const FOLDER = path.join(STATE, "https");
const AUTHORITY = path.join(FOLDER, "authority.pem");
const CERTIFICATE = path.join(FOLDER, "certificate.pem");
const KEY = path.join(FOLDER, "key.pem");

const DAY_MS = 86_400_000;
/** Browsers refuse certificates that last longer than 398 days. */
const LASTS_MS = 397 * DAY_MS;
const RENEWED_BEFORE_MS = 14 * DAY_MS;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/**
 * The certificate for localhost, its addresses and these names below it, each by itself: a wildcard there is refused by most. `isNew`
 * where it was made now, so that nobody trusts it yet.
 */
export async function localCertificate(
  now: number,
  names: readonly string[],
): Promise<Certificate & { isNew: boolean }> {
  const kept = await keptCertificate(now, names);
  if (kept) return { ...kept, isNew: false };
  const made = await makeCertificate(now, names);
  await mkdir(FOLDER, { recursive: true });
  await writeFile(AUTHORITY, made.authority);
  await writeFile(CERTIFICATE, made.certificate);
  await writeFile(KEY, made.key, { mode: 0o600 });
  return { key: made.key, certificate: made.certificate, authorityFile: AUTHORITY, isNew: true };
}

async function keptCertificate(now: number, names: readonly string[]): Promise<Certificate | undefined> {
  try {
    const [authority, certificate, key] = await Promise.all(
      [AUTHORITY, CERTIFICATE, KEY].map((file) => readFile(file, "utf8")),
    );
    if (authority === undefined || certificate === undefined || key === undefined) return undefined;
    const read = new X509Certificate(certificate);
    const isOurs = read.verify(new X509Certificate(authority).publicKey);
    const lasts = Date.parse(read.validTo) - now > RENEWED_BEFORE_MS;
    const isForAll = names.every((name) => read.checkHost(`${name}.localhost`) !== undefined);
    return isOurs && lasts && isForAll ? { key, certificate, authorityFile: AUTHORITY } : undefined;
  } catch {
    return undefined;
  }
}

async function makeCertificate(
  now: number,
  names: readonly string[],
): Promise<{ authority: string; certificate: string; key: string }> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  // The types speak of any algorithm; this one has pairs of keys, and of a key in this form come bytes.
  const pair = () => crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]) as Promise<CryptoKeyPair>;
  const [authorityKeys, keys] = await Promise.all([pair(), pair()]);
  const during = {
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + LASTS_MS),
    signingAlgorithm: ALGORITHM,
  };
  const { KeyUsageFlags } = x509;
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...during,
    name: "CN=Sandbar on this machine",
    keys: authorityKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    ...during,
    subject: "CN=localhost",
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        ...names.map((name) => ({ type: "dns" as const, value: `${name}.localhost` })),
        { type: "ip", value: "127.0.0.1" },
        { type: "ip", value: "::1" },
      ]),
    ],
  });
  const key = x509.PemConverter.encode(
    (await crypto.subtle.exportKey("pkcs8", keys.privateKey)) as ArrayBuffer,
    "PRIVATE KEY",
  );
  return {
    authority: `${authority.toString("pem")}\n`,
    certificate: `${certificate.toString("pem")}\n`,
    key: `${key}\n`,
  };
}

/** From now on this process trusts the local server's certificate, too. */
export async function trustAuthority(file: string): Promise<void> {
  if (!("setDefaultCACertificates" in tls))
    throw new Failure(
      EXIT.failed,
      `Node ${process.versions.node} cannot be told of a certificate while it runs.`,
      `Use Node 22.19, 24.5 or newer, or set NODE_EXTRA_CA_CERTS=${file}.`,
    );
  const authority = await readFile(file, "utf8");
  const trusted = tls.getCACertificates("default");
  if (!trusted.includes(authority)) tls.setDefaultCACertificates([...trusted, authority]);
}
