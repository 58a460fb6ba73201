// Who is signed in, and requests in their name: the session's cookie for the Order API, a token for the Transport API.

const ORDERS = "/api/orders";
const RENEW_MS = 60_000;

let me = null;
let token = null;

export class SignInNeeded extends Error {}

async function problemOf(response) {
  const problem = await response.json().catch(() => ({}));
  return new Error(problem.detail || `${response.url} answered ${response.status}.`);
}

export async function send(path, options = {}) {
  const headers = { Accept: "application/json", ...options.headers };
  const byToken = path.startsWith("/api/transport/");
  if (byToken) headers.Authorization = `Bearer ${await transportToken()}`;
  if (me && options.method) headers["X-CSRF-Token"] = me.csrf_token;
  let response = await fetch(path, { ...options, headers });
  if (response.status === 401 && byToken) {
    // The session may go on while the token does not: rights were changed. Another one says what they are now.
    token = null;
    headers.Authorization = `Bearer ${await transportToken()}`;
    response = await fetch(path, { ...options, headers });
  }
  if (response.status === 401) throw new SignInNeeded();
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function transportToken() {
  if (!token || Date.parse(token.expires_at) - Date.now() < RENEW_MS) {
    token = await (await send(`${ORDERS}/tokens`, { method: "POST" })).json();
  }
  return token.token;
}

export const may = (permission) => me !== null && me.permissions.includes(permission);

// Answers the user's name; throws SignInNeeded when there is none.
export async function whoAmI() {
  me = await (await send(`${ORDERS}/sessions/current`)).json();
  return me.name;
}

// The name of whoever is signed in, else null.
export async function signedInAs() {
  try {
    return await whoAmI();
  } catch {
    return null;
  }
}

export async function signIn(credentials) {
  me = token = null;
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${ORDERS}/sessions`, { method: "POST", headers, body: JSON.stringify(credentials) });
  if (!response.ok) throw await problemOf(response);
}

export async function signOut() {
  await send(`${ORDERS}/sessions/current`, { method: "DELETE" });
  me = token = null;
}

// What stands behind the #, which no server sees, is taken from the address bar at once: the secret of a one-time
// link, or why the identity provider's sign-in was refused.
export function takeArrival() {
  const arrival = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname);
  return { link: arrival.get("link"), refused: arrival.get("refused") };
}

// Whether people may sign in through an identity provider here.
export async function hasProvider(path) {
  const response = await fetch(path, { redirect: "manual" });
  return response.type === "opaqueredirect";
}
