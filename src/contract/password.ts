// What the server asks of a password and the portal's forms say beforehand.
export const MIN_PASSWORD = 10;
