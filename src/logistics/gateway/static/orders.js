// The list of orders: read from both services, read again whenever an event says that something changed.

import { SignInNeeded, hasProvider, may, send, signIn, signOut, signedInAs, takeArrival, whoAmI } from "./session.js";

const PROVIDER = "/api/orders/oidc/login";
const REFUSALS = {
  "sign-in-failed": "Your organisation knows you, and we do not: ask an administrator to add you.",
  "oidc-unavailable": "Your organisation's sign-in does not answer just now.",
};
const EVENTS = "/api/orders/events";
const POLL_MS = 5000;
const GATHER_MS = 300;
const AGAIN_MS = 2000;

const element = (id) => document.getElementById(id);

const get = async (path) => (await send(path)).json();

async function all(path) {
  const found = [];
  let cursor = null;
  do {
    const page = await get(`${path}?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    found.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor);
  return new Map(found.map((thing) => [thing.id, thing]));
}

async function load() {
  const orders = await get("/api/orders/orders?limit=200");
  const customers = may("customers:read") ? await all("/api/orders/customers") : new Map();
  // Orders are worth showing while the Transport API is down, and to those who may not see vehicles.
  const [vehicles, bookings] = may("bookings:read")
    ? await Promise.all([all("/api/transport/vehicles"), all("/api/transport/bookings")])
      .catch(() => [new Map(), new Map()])
    : [new Map(), new Map()];
  return { orders: orders.data, more: orders.next_cursor !== null, customers, vehicles, bookings };
}

// Text is only ever set as text, never as markup: people and carriers wrote it.
function cell(row, text, { kind = "td", className = "" } = {}) {
  const made = document.createElement(kind);
  made.textContent = text;
  made.className = className;
  row.append(made);
  return made;
}

function money(price) {
  if (!price) return "";
  return new Intl.NumberFormat(undefined, { style: "currency", currency: price.currency }).format(price.amount);
}

const place = (address) => `${address.city} (${address.country_code})`;

function vehicleOf(id, { vehicles, bookings }) {
  const booking = bookings.get(id);
  const vehicle = booking && vehicles.get(booking.vehicle_id);
  return vehicle ? `${vehicle.name} · ${vehicle.registration}` : `booking ${id}`;
}

// An order that was called off, and a booking that was cancelled, hold no vehicle, though the order still names it.
function held(order) {
  if (order.status === "cancelled") return [];
  const cancelled = order.booking_states.filter((state) => state.status === "cancelled").map((state) => state.booking_id);
  return order.booking_ids.filter((id) => !cancelled.includes(id));
}

function paragraph(parent, text) {
  if (!text) return;
  const made = document.createElement("p");
  made.textContent = text;
  parent.append(made);
}

function rowOf(order, world) {
  const row = document.createElement("tr");
  cell(row, order.number, { kind: "th" }).scope = "row";
  const customer = world.customers.get(order.customer_id);
  cell(row, customer ? customer.name : `customer ${order.customer_id}`);
  cell(row, `${place(order.origin)} → ${place(order.destination)}`);
  cell(row, order.pickup_date);
  cell(row, String(order.totals.pieces), { className: "number" });
  const status = cell(row, "");
  const badge = document.createElement("span");
  badge.className = `status ${order.status}`;
  badge.textContent = order.status.replaceAll("_", " ");
  status.append(badge);
  paragraph(status, order.status_reason);
  paragraph(status, order.remedy && order.remedy.detail);
  const vehicles = cell(row, "");
  for (const id of held(order)) paragraph(vehicles, vehicleOf(id, world));
  cell(row, held(order).length ? money(order.price) : "", { className: "number" });
  return row;
}

function show(world) {
  element("orders").replaceChildren(...world.orders.map((order) => rowOf(order, world)));
  element("table").hidden = world.orders.length === 0;
  element("empty").hidden = world.orders.length !== 0;
  element("more").hidden = !world.more;
  element("trouble").hidden = true;
}

function showTrouble(error) {
  if (error instanceof SignInNeeded) {
    askToSignIn();
    return;
  }
  element("trouble").textContent = `The orders cannot be read just now: ${error.message}`;
  element("trouble").hidden = false;
}

let loading = false;
let again = false;
let live = false;

async function refresh() {
  if (loading) {
    again = true;
    return;
  }
  loading = true;
  try {
    show(await load());
    element("state").textContent = live ? "Live" : `Read again every ${POLL_MS / 1000} s`;
  } catch (error) {
    element("state").textContent = "";
    showTrouble(error);
  }
  loading = false;
  if (again) {
    again = false;
    refresh();
  }
}

let gathering = null;

// A burst of events, as when many orders are planned at once, is one look at the orders.
function refreshSoon() {
  gathering ??= setTimeout(() => {
    gathering = null;
    refresh();
  }, GATHER_MS);
}

// Read by hand: an EventSource hears a named event only under a name it knows. What arrived does not matter,
// only that something did; a heartbeat costs one look every 15 s.
async function follow() {
  try {
    const response = await send(EVENTS, { headers: { Accept: "text/event-stream" } });
    live = true;
    const reader = response.body.getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) refreshSoon();
  } catch {
    // The orders themselves say what is wrong; the stream is only asked for again.
  }
  live = false;
  if (signedIn) setTimeout(follow, AGAIN_MS);
}

let signedIn = false;

function askToSignIn(because = "") {
  signedIn = false;
  for (const id of ["table", "empty", "more", "trouble", "sign-out"]) element(id).hidden = true;
  element("orders").replaceChildren();
  element("state").textContent = "";
  element("refusal").textContent = because;
  element("sign-in").hidden = false;
  hasProvider(PROVIDER).then((there) => { element("provider").hidden = !there; }, () => {});
}

async function begin() {
  try {
    element("who").textContent = await whoAmI();
  } catch (error) {
    showTrouble(error);
    return;
  }
  signedIn = true;
  element("sign-in").hidden = true;
  element("sign-out").hidden = false;
  refresh();
  if (may("events:read")) follow();
}

async function beginWith(credentials) {
  try {
    await signIn(credentials);
  } catch (error) {
    askToSignIn(error.message);
    return;
  }
  begin();
}

// Somebody else may have made this link, so it does not take the place of whoever is signed in without a word.
async function arriveWith(link) {
  const name = await signedInAs();
  const replace = name !== null;
  if (replace && !confirm(`You are signed in as ${name}. Sign out, and sign in with this link instead?`)) begin();
  else beginWith({ link, replace });
}

element("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  const { email, password } = event.target.elements;
  beginWith({ email: email.value, password: password.value });
  password.value = "";
});
element("sign-out").addEventListener("click", () => signOut().then(() => askToSignIn(), showTrouble));

setInterval(() => signedIn && !live && refresh(), POLL_MS);
// A link that is opened where this page already is changes only what stands behind the #, and loads nothing.
addEventListener("hashchange", () => location.hash && location.reload());
const { link, refused } = takeArrival();
if (link) arriveWith(link);
else if (refused) askToSignIn(REFUSALS[refused] || refused);
else begin();
