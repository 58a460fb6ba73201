// Four endpoints of the two services as one would write them for Node: Express and pg, a pool of 8 connections, one
// statement per read, the same tokens checked. They answer what ours answer, from the same databases; `measure.py` compares before it measures.
import crypto from "node:crypto";
import express from "express";
import pg from "pg";

const { ORDERS_DATABASE_URL, TRANSPORT_DATABASE_URL, ORDER_API_URL, PORT } = process.env;

// Dates and moments go over the wire as PostgreSQL writes them; a JavaScript Date would lose microseconds.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => text.replace(" ", "T").replace("+00", "Z"));
pg.types.setTypeParser(1016, (text) => text.slice(1, -1).split(",").filter(Boolean).map(Number));

const pool = (url) => new pg.Pool({ connectionString: url, max: 8, options: "-c timezone=UTC" });
const orders = pool(ORDERS_DATABASE_URL);
const transport = pool(TRANSPORT_DATABASE_URL);

class Problem extends Error {
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

const app = express();
app.disable("x-powered-by");
app.disable("etag");
app.get("/healthz", (request, response) => response.json({ status: "ok" }));
app.use(async (request, response, next) => {
  request.principal = await principalOf(request.get("authorization"));
  response.set({
    "X-Request-ID": request.get("x-request-id") ?? crypto.randomUUID(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cache-Control": "no-store",
  });
  next();
});
app.use(express.json({ limit: "2mb" }));

// --- who asks ---

const TRUSTED_MS = 5000;
const trusted = new Map();
const keys = new Map();

/** Whom a signed token of the Order API was given to. As in ours, one that was just checked is believed for a while. */
async function principalOf(sent) {
  const token = /^bearer (\S+)$/i.exec(sent ?? "")?.[1];
  if (token === undefined) throw new Problem(401, "credential-missing", "Send a token.");
  const known = trusted.get(token);
  if (known !== undefined && Date.now() < known.until) return known.principal;
  const claims = await verified(token);
  if (trusted.size >= 1000) trusted.clear();
  const principal = { scopes: new Set(claims.scope.split(" ")), customer: claims.customer ?? null };
  trusted.set(token, { principal, until: Math.min(Date.now() + TRUSTED_MS, claims.exp * 1000) });
  return principal;
}

async function verified(token) {
  try {
    const [head, body, signature] = token.split(".");
    const { alg, kid } = decoded(head);
    const data = Buffer.from(`${head}.${body}`);
    const claims = decoded(body);
    const ours = alg === "Ed25519" && crypto.verify(null, data, await keyOf(kid), Buffer.from(signature, "base64url"));
    if (ours && claims.aud === "logistics" && claims.exp * 1000 > Date.now()) return claims;
  } catch {
    // Whatever is wrong with it, it is refused below.
  }
  throw new Problem(401, "credential-not-accepted", "The token is not ours or has expired.");
}

const decoded = (part) => JSON.parse(Buffer.from(part, "base64url"));

async function keyOf(kid) {
  if (!keys.has(kid)) {
    const answer = await fetch(`${ORDER_API_URL}/.well-known/jwks.json`);
    for (const key of (await answer.json()).keys) keys.set(key.kid, crypto.createPublicKey({ key, format: "jwk" }));
  }
  return keys.get(kid);
}

const ROLES = {
  admin: ["vehicles:read", "quotes:write", "orders:read"],
  dispatcher: ["vehicles:read", "quotes:write", "orders:read"],
  loader: ["vehicles:read", "orders:read"],
  viewer: ["vehicles:read", "orders:read"],
  customer: ["orders:read"],
};

const allowed = (permission) => (request, response, next) => {
  const held = [...request.principal.scopes].some((scope) => scope === permission || ROLES[scope]?.includes(permission));
  if (!held) throw new Problem(403, "not-allowed", `This needs the permission ${permission}.`);
  next();
};

// --- pages ---

const encode = (id) => Buffer.from(`i${id}`).toString("base64url");

function pageOf(query) {
  const limit = whole(query.limit ?? "50", "limit", 1, 200);
  if (query.cursor === undefined) return { limit, after: null };
  const match = /^i(\d{1,18})$/.exec(Buffer.from(query.cursor, "base64url").toString());
  if (match === null) throw new Problem(422, "invalid-cursor", "The cursor is not one we gave out.");
  return { limit, after: Number(match[1]) };
}

function paged(rows, limit, read) {
  const shown = rows.slice(0, limit);
  return { data: shown.map(read), next_cursor: rows.length > limit ? encode(shown.at(-1).id) : null };
}

function whole(text, field, least, most) {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new Problem(422, "invalid-request", `/${field}: a whole number from ${least} to ${most}.`);
  }
  return number;
}

function day(text, field) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text ?? "") || Number.isNaN(Date.parse(text))) {
    throw new Problem(422, "invalid-request", `/${field}: a day.`);
  }
  return text;
}

// --- vehicles ---

const VEHICLE = `id, registration, name, vehicle_type, cargo_length_mm, cargo_width_mm, cargo_height_mm, door_width_mm,
  door_height_mm, max_payload_g, refrigerated, tail_lift, base_charge, rate_per_km, currency, status, version,
  min_temperature_c, max_temperature_c, blocked, axles, balance`;

/** Grams inside are kilograms on the wire. */
const inKg = (body) =>
  body && Object.fromEntries(Object.entries(body).map(([name, value]) =>
    name.endsWith("_g") ? [name.replace(/_g$/, "_kg"), String(value / 1000)] : [name, value]));

function vehicleRead({ axles, balance, ...same }) {
  return { ...inKg(same), axles: inKg(axles), balance: inKg(balance) };
}

app.get("/api/vehicles", allowed("vehicles:read"), async (request, response) => {
  const { limit, after } = pageOf(request.query);
  const wanted = request.query.registration;
  const { rows } = await transport.query({
    name: wanted === undefined ? "vehicles" : "vehicles-by-registration",
    text: `SELECT ${VEHICLE} FROM vehicles WHERE id > $1 ${wanted === undefined ? "" : "AND lower(registration) = lower($3)"}
           ORDER BY id LIMIT $2`,
    values: wanted === undefined ? [after ?? 0, limit + 1] : [after ?? 0, limit + 1, wanted],
  });
  response.json(paged(rows, limit, vehicleRead));
});

const LEAST = { min_length_mm: "cargo_length_mm", min_width_mm: "cargo_width_mm", min_height_mm: "cargo_height_mm" };

app.get("/api/vehicles/available", allowed("vehicles:read"), async (request, response) => {
  const { query } = request;
  const { limit, after } = pageOf(query);
  const values = [after ?? 0, limit + 1, day(query.date, "date"), whole(query.days ?? "1", "days", 1, 366)];
  const conditions = [];
  for (const [field, column] of Object.entries(LEAST)) {
    if (query[field] !== undefined) conditions.push(`${column} >= $${values.push(whole(query[field], field, 1, 30000))}`);
  }
  if (query.min_payload_kg !== undefined) {
    conditions.push(`max_payload_g >= $${values.push(Number(query.min_payload_kg) * 1000)}`);
  }
  if (query.refrigerated === "true") conditions.push("refrigerated");
  const { rows } = await transport.query({
    name: `available ${conditions.join()}`,
    text: `SELECT ${VEHICLE} FROM vehicles WHERE id > $1 AND status = 'active' AND NOT EXISTS (
             SELECT FROM holds
             WHERE active AND int8range(vehicle_id, vehicle_id, '[]') && int8range(vehicles.id, vehicles.id, '[]')
               AND period && daterange($3::date, $3::date + $4::int))
             ${conditions.map((condition) => `AND ${condition}`).join(" ")}
           ORDER BY id LIMIT $2`,
    values,
  });
  response.json(paged(rows, limit, vehicleRead));
});

// --- prices ---

const EXTRA = { standard: 0n, express: 25n, critical: 50n };
const radians = (degrees) => (degrees * Math.PI) / 180;

/** By road, in tenths of a kilometre. */
function roadTenths(from, to) {
  const [a, b] = [radians(from.lat), radians(to.lat)];
  const [lat, lon] = [(b - a) / 2, radians(to.lon - from.lon) / 2];
  const share = Math.sin(lat) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(lon) ** 2;
  return Math.round(2 * 6371.0088 * Math.asin(Math.sqrt(Math.min(1, share))) * 1.22 * 10);
}

/** A decimal as whole units of 10^-places. */
function units(decimal, places) {
  const [before, after = ""] = String(decimal).split(".");
  return BigInt(before + after.padEnd(places, "0").slice(0, places));
}

const halfUp = (amount, divisor) => (amount * 2n + divisor) / (divisor * 2n);
const money = (cents) => `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;

function priceLines(vehicle, tenths, priority) {
  const distance = halfUp(BigInt(tenths) * units(vehicle.rate_per_km, 4), 1000n);
  const km = (tenths / 10).toFixed(1);
  const lines = [
    ["base", "Base charge", units(vehicle.base_charge, 2)],
    ["distance", `${km} km at ${vehicle.rate_per_km} ${vehicle.currency} per km`, distance],
  ];
  const extra = EXTRA[priority];
  if (extra > 0n) {
    const label = `${priority[0].toUpperCase()}${priority.slice(1)}: ${extra} % of distance`;
    lines.push(["priority", label, halfUp(distance * extra, 100n)]);
  }
  if (vehicle.refrigerated) lines.push(["refrigeration", "Refrigeration: 15 % of distance", halfUp(distance * 15n, 100n)]);
  return lines;
}

function priceRequest(body) {
  for (const field of ["vehicle_id", "origin", "destination", "date", "weight_kg", "volume_m3"]) {
    if (body?.[field] === undefined) throw new Problem(422, "invalid-request", `/${field}: is missing.`);
  }
  for (const field of ["origin", "destination"]) {
    const { lat, lon } = body[field];
    if (typeof lat !== "number" || typeof lon !== "number") throw new Problem(422, "unknown-place", `/${field}/lat`);
  }
  const priority = body.priority ?? "standard";
  if (!(priority in EXTRA)) throw new Problem(422, "invalid-request", "/priority: standard, express or critical.");
  const [weight_g, volume_mm3] = [Number(body.weight_kg) * 1000, Number(body.volume_m3) * 1e9];
  if (!(weight_g > 0 && volume_mm3 > 0)) throw new Problem(422, "invalid-request", "/weight_kg: more than 0.");
  if (day(body.date, "date") < new Date().toISOString().slice(0, 10)) throw new Problem(422, "date-in-the-past", "");
  return { ...body, priority, weight_g: Math.trunc(weight_g), volume_mm3: Math.trunc(volume_mm3) };
}

const ADD_QUOTE = `WITH swept AS (DELETE FROM quotes WHERE id IN (
    SELECT id FROM quotes WHERE NOT used AND valid_until < $16 ORDER BY valid_until LIMIT 2 FOR UPDATE SKIP LOCKED))
  INSERT INTO quotes (vehicle_id, priority, weight_g, volume_mm3, distance_km, distance_source, total, currency,
                      valid_until, period, lines, origin_lat, origin_lon, destination_lat, destination_lon)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, daterange($10, $11), $17, $12, $13, $14, $15) RETURNING id`;

app.post("/api/bookings/calculate-price", allowed("quotes:write"), async (request, response) => {
  const wanted = priceRequest(request.body);
  const { rows } = await transport.query({
    name: "vehicle",
    text: `SELECT ${VEHICLE} FROM vehicles WHERE id = $1`,
    values: [wanted.vehicle_id],
  });
  const vehicle = rows[0];
  if (vehicle === undefined) throw new Problem(422, "unknown-vehicle", "/vehicle_id");
  if (vehicle.status !== "active") throw new Problem(409, "vehicle-not-active", "It is not in service.");
  const volume = vehicle.cargo_length_mm * vehicle.cargo_width_mm * vehicle.cargo_height_mm;
  if (wanted.weight_g > vehicle.max_payload_g || wanted.volume_mm3 > volume) throw new Problem(422, "load-too-large", "");
  response.status(201).json(await addQuote(wanted, vehicle));
});

async function addQuote(wanted, vehicle) {
  const tenths = roadTenths(wanted.origin, wanted.destination);
  const lines = priceLines(vehicle, tenths, wanted.priority);
  const total = money(lines.reduce((sum, [, , amount]) => sum + amount, 0n));
  const days = Math.max(1, Math.ceil(tenths / 6000));
  const end = new Date(Date.parse(wanted.date) + days * 86_400_000).toISOString().slice(0, 10);
  const until = new Date(Date.now() + 15 * 60_000);
  const written = lines.map(([code, label, amount]) => [code, label, money(amount)]);
  const { rows } = await transport.query({
    name: "add-quote",
    text: ADD_QUOTE,
    values: [
      ...[vehicle.id, wanted.priority, wanted.weight_g, wanted.volume_mm3, (tenths / 10).toFixed(1)],
      ...["haversine x 1.22", total, vehicle.currency, until, wanted.date, end],
      ...[wanted.origin.lat, wanted.origin.lon, wanted.destination.lat, wanted.destination.lon],
      ...[new Date(until - 7 * 86_400_000), JSON.stringify(written)],
    ],
  });
  return {
    quote_id: rows[0].id,
    vehicle_id: vehicle.id,
    valid_until: until.toISOString(),
    period: { from: wanted.date, to: end },
    distance_km: (tenths / 10).toFixed(1),
    distance_source: "haversine x 1.22",
    lines: written.map(([code, label, amount]) => ({ code, label, amount })),
    total: { amount: total, currency: vehicle.currency },
  };
}

// --- orders ---

const ORDER = `id, customer_id, reference, priority, pickup_date, origin, destination, notes, auto_process, status,
  status_reason, remedy, booking_ids, layout, price, version, created_at, updated_at,
  (SELECT json_agg(i ORDER BY i.line) FROM order_items i WHERE i.order_id = orders.id) AS items`;
const ADDRESS = { name: null, line1: null, city: null, postal_code: null, country_code: null, lat: null, lon: null };

function itemRead({ order_id, weight_g, max_load_on_top_g, ...same }) {
  const onTop = max_load_on_top_g === null ? null : String(max_load_on_top_g / 1000);
  return { ...same, weight_kg: String(weight_g / 1000), max_load_on_top_kg: onTop };
}

function orderRead(row) {
  const sum = (one) => row.items.reduce((total, item) => total + item.quantity * one(item), 0);
  return {
    ...row,
    number: `ORD-${row.created_at.slice(0, 4)}-${String(row.id).padStart(6, "0")}`,
    origin: { ...ADDRESS, ...row.origin },
    destination: { ...ADDRESS, ...row.destination },
    items: row.items.slice(0, 3).map(itemRead),
    line_count: row.items.length,
    totals: {
      pieces: sum(() => 1),
      weight_kg: String(sum((item) => item.weight_g) / 1000),
      volume_m3: String(sum((item) => item.length_mm * item.width_mm * item.height_mm) / 1e9),
    },
  };
}

app.get("/orders", allowed("orders:read"), async (request, response) => {
  const { query } = request;
  const { limit, after } = pageOf(query);
  const values = [limit + 1];
  const conditions = ["true"];
  if (query.status !== undefined) conditions.push(`status = $${values.push(query.status)}`);
  if (query.customer_id !== undefined) {
    conditions.push(`customer_id = $${values.push(whole(query.customer_id, "customer_id", 1, 2 ** 53 - 1))}`);
  }
  if (query.pickup_date !== undefined) conditions.push(`pickup_date = $${values.push(day(query.pickup_date, "pickup_date"))}`);
  if (request.principal.customer !== null) conditions.push(`customer_id = $${values.push(request.principal.customer)}`);
  if (after !== null) conditions.push(`id < $${values.push(after)}`);
  const { rows } = await orders.query({
    name: `orders ${conditions.join()}`,
    text: `SELECT ${ORDER} FROM orders WHERE ${conditions.join(" AND ")} ORDER BY id DESC LIMIT $1`,
    values,
  });
  response.json(paged(rows, limit, orderRead));
});

app.use((error, request, response, next) => {
  const status = error.status ?? 500;
  const code = error.code ?? "internal-error";
  response.status(status).type("application/problem+json");
  response.send(JSON.stringify({ type: `/problems/${code}`, title: code, status, detail: error.message, code }));
});

app.listen(Number(PORT), "127.0.0.1");
